# Urusan, tugas, pesan, dan siapa yang membaca apa.
cases-title = Urusan saya
cases-empty = Belum ada urusan
cases-empty-body = Permohonan yang Anda kirim akan tampak di sini, dengan keadaannya dari waktu ke waktu.
case-number = Nomor
case-state = Keadaan
case-opened = Diajukan
case-due = Batas waktu
case-received = Diterima
case-in-progress = Sedang diproses
case-waiting = Menunggu jawaban Anda
case-granted = Disetujui
case-refused = Ditolak
case-withdrawn = Ditarik kembali
case-closed = Ditutup
case-by-rule = Diputuskan otomatis oleh aturan
case-rules = { $reason } Dasar: { $rules }.
case-open-app = Buka di { $app }
case-timeline = Perjalanannya
due = Paling lambat { $day }
due-overdue = Lewat batas waktu: { $day }
overdue = Lewat batas waktu
review-title = Keputusan ini diambil oleh aturan, tanpa petugas
review-body = Jika menurut Anda keliru, mintalah seorang petugas memeriksanya. Itu tidak merugikan Anda.
review-ask = Minta diperiksa petugas
review-asked = Anda sudah meminta petugas
review-asked-body = Seorang petugas akan memeriksa keputusan ini dan mengabari Anda.
readings-title = Siapa membaca urusan ini
readings-lead = Setiap kali petugas membukanya, itu dicatat oleh Balai, bukan oleh instansinya.
readings-none = Belum ada petugas yang membukanya.
access-lead = Setiap pemakaian data Anda dicatat oleh Balai, bukan oleh instansinya.
access-empty = Belum ada yang memakai data Anda
access-empty-body = Begitu suatu layanan atau petugas memakai data Anda, catatannya tampak di sini.
access-of-case = Hanya yang membaca urusan { $number }.
access-older = Yang lebih lama
access-newest = Yang terbaru
access-who = Siapa
access-agency = Instansi
access-at = Kapan
access-what = Data apa
access-purpose = Untuk apa
inbox-new = Baru
inbox-empty = Belum ada pesan
inbox-empty-body = Kabar dari instansi tentang urusan Anda datang ke sini.
tasks-title = Tugas saya
tasks-count = { $count ->
    *[other] { $count } tugas menunggu, yang paling mendesak di atas.
}
tasks-overdue = { $count ->
    *[other] { $count } tugas lewat batas waktu
}
tasks-empty = Tidak ada tugas
tasks-empty-body = Tugas dari semua layanan yang menunggu Anda atau unit Anda tampak di sini.
unit-case = Perihal
unit-handler = Ditangani
unit-overdue = { $count ->
    *[other] { $count } berkas lewat batas waktu
}
unit-empty = Tidak ada berkas
unit-empty-body = Berkas yang ditangani unit Anda tampak di sini, diurutkan menurut batas waktu.
access-handling = Menangani urusan di “{ $app }”
access-basis = Dasar: { $basis }, { $law }
basis-consent = persetujuan Anda
basis-contract = perjanjian
basis-legal-obligation = kewajiban hukum
basis-vital-interest = kepentingan vital
basis-public-task = tugas publik
basis-legitimate-interest = kepentingan yang sah
data-name = nama
data-details = isi permohonan
