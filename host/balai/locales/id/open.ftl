# `balai open`: di terminal.
open-sign-in =
    Buka { $address } di peramban tempat Anda masuk, lalu ketik kode ini:

        { $code }

    Menunggu jawaban Anda di sana ...
open-signed-in = Masuk sebagai { $name } ({ $role }).
open-choose = Ketik nomor, b (kembali) atau q (selesai):
open-choose-none = Ketik b (kembali) atau q (selesai):
open-no-such-number = Tidak ada pilihan dengan nomor itu.
open-yes-no = (y/t)
open-say-yes-or-no = Ketik y untuk ya atau t untuk tidak.
open-problem-id = Nomor untuk ditanyakan: { $id }
open-fill = Isi: { $title }
open-go-on = Lanjutkan mengisi: { $title }
open-signed-out = { $title } (Anda perlu masuk dulu)
open-step = Langkah { $number } dari { $of }: { $title }
open-standing = Sekarang: { $answer } (Enter: tetap, -: kosongkan)
open-in = Dalam { $unit }
open-as-day = Hari-bulan-tahun, misalnya 24-11-2026
open-as-place = Lintang dan bujur, misalnya -6.2088, 106.8456
open-as-lines = Beberapa baris; baris kosong mengakhirinya
open-several = Beberapa nomor, misalnya 1 3
open-search = Ketik kata untuk mencari, lalu nomor yang dipilih.
open-found = Ditemukan:
open-found-more = Ditemukan, antara lain (tambah kata untuk mempersempit):
open-found-none = Tidak ada yang ditemukan. Coba kata lain.
open-check = Nomor langkah untuk mengubah, b untuk nanti, atau y untuk “{ $send }”:
open-case = Nomor urusan
open-sent-at = Dikirim
open-deadline = Kabar berikutnya paling lambat
