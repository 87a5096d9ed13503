//! What the citizen sees and does: the first page, the own case, answering, withdrawing.

use crate::business::Business;
use crate::case_page;
use crate::office;
use balai_sdk::prelude::*;
use platform::cases::{self, Case, State};
use platform::session::Visitor;

/// The first page: what this is, where to begin, and the own applications.
pub fn front(visitor: &Visitor) -> Result<Page> {
    let front = page(t!("Izin usaha", "Business licence"))
        .lead(t!(
            "Untuk setiap usaha di Kota Damai. Seberapa banyak yang diperiksa bergantung pada risikonya.",
            "For every business in Kota Damai. How much is verified depends on its risk."
        ))
        .cards([
            card(t!("Ajukan izin usaha", "Apply for a business licence"), here("/ajukan"))
                .body(t!("Sekitar sepuluh menit.", "About ten minutes.")),
            card(t!("Aturan yang dipakai", "The rules applied"), here("/aturan"))
                .body(t!("Kegiatan, risiko, dan siapa yang memutuskan.", "Activities, risks, and who decides.")),
        ])
        .section("cara", t!("Begini jalannya", "How it goes"))
        .numbered([
            t!("Anda menjelaskan usaha Anda.", "You describe your business."),
            t!(
                "Risiko rendah dan menengah rendah diputuskan seketika oleh aturan.",
                "Low and medium-low risks are decided at once, by rules."
            ),
            t!(
                "Risiko menengah tinggi dan tinggi diperiksa petugas, dengan batas waktu dalam hari kerja.",
                "Medium-high and high risks are verified by staff, with a deadline in working days."
            ),
            t!(
                "Bila aturan yang memutuskan, Anda dapat meminta petugas melihatnya lagi.",
                "Where a rule decided, you can ask for a human to look again."
            ),
        ]);
    match visitor {
        Visitor::Citizen(_) => with_own_cases(front),
        _ => Ok(front),
    }
}

fn with_own_cases(front: Page) -> Result<Page> {
    let mine = cases::mine(None, 100)?;
    let front = front.section("permohonan", t!("Permohonan saya", "My applications"));
    if mine.heads.is_empty() {
        let body = t!("Permohonan Anda akan muncul di sini.", "Your applications will appear here.");
        return Ok(front.empty(
            empty(t!("Belum ada permohonan", "No applications yet"), body)
                .next(link(t!("Ajukan izin usaha", "Apply for a business licence"), "/ajukan")),
        ));
    }
    Ok(front.table(
        table(t!("Permohonan saya, yang terbaru dahulu", "My applications, newest first"))
            .column(t!("Perihal", "Subject"))
            .column(t!("Nomor", "Number"))
            .column(t!("Keadaan", "State"))
            .column(t!("Diajukan", "Sent"))
            .column(t!("Batas waktu", "Deadline"))
            .rows(mine.heads, |table, head| {
                let cells =
                    cells![head.title(), head.number.as_str(), head.state.status(), instant(head.opened_at), head.due];
                table.row_to(office::case_path(&head.number), cells)
            }),
    ))
}

/// The page of an own case.
pub fn case(number: &str) -> Result<Page> {
    let case = cases::get(number)?;
    let business: Business = case.details()?;
    let state = case.head.state;
    let page = case_page::page_of(&case)
        .with(waiting_for(&case, &business)?, |page, (title, body)| page.notice(Tone::Info, title, body))
        .when(state == State::WaitingForCitizen, |page| {
            page.section("jawab", t!("Petugas bertanya kepada Anda", "Our staff have a question"))
                .form(answer_form(&case))
        });
    let page = case_page::history(case_page::about(page, &case, &business)?, &case);
    Ok(page.when(state.is_open(), |page| {
        page.section("tarik", t!("Berubah pikiran?", "Changed your mind?")).buttons([withdraw_button(&case)])
    }))
}

/// What the citizen waits for, in a title and a sentence.
fn waiting_for(case: &Case, business: &Business) -> Result<Option<(String, String)>> {
    if !matches!(case.head.state, State::Received | State::InProgress) {
        return Ok(None);
    }
    if case.decision().is_some() {
        return Ok(Some((
            t!("Sedang dilihat lagi oleh petugas", "A human is looking again"),
            t!("Sampai selesai, keputusan sebelumnya tetap berlaku.", "Until then, the earlier decision stands."),
        )));
    }
    let days = business.level()?.working_days;
    let title = match case.head.state {
        State::Received => t!("Menunggu diperiksa petugas", "Waiting to be verified by staff"),
        _ => t!("Sedang diperiksa petugas", "Being verified by staff"),
    };
    Ok(Some((
        title,
        t!(
            "Paling lama {days} hari kerja sejak permohonan lengkap. NIB sudah dapat dipakai untuk persiapan; \
             jangan mulai beroperasi dahulu.",
            "At most {days} working days from when the application is complete. The NIB serves for preparation \
             already; do not operate yet."
        ),
    )))
}

fn answer_form(case: &Case) -> Form {
    let question = case.entries.iter().rev().find(|entry| entry.state == Some(State::WaitingForCitizen));
    let question = question.map(|entry| entry.text.read()).unwrap_or_default();
    form("jawab", t!("Kirim jawaban", "Send answer"))
        .step(
            step(t!("Jawaban", "Answer"), [Field::long_text("jawaban", t!("Jawaban Anda", "Your answer"), 2..=2_000)])
                .lead(question),
        )
        .about(case)
}

fn withdraw_button(case: &Case) -> Button {
    button(t!("Tarik permohonan", "Withdraw application"), "tarik").about(case).danger(t!(
        "Permohonan ini berakhir dan tidak dapat dibuka lagi. Tarik?",
        "This application ends and cannot be opened again. Withdraw it?"
    ))
}

/// The citizen answers what was asked: the case is complete again, so the office's time starts anew.
pub fn answer(number: &str, sent: &Submission) -> Result<Outcome> {
    let case = cases::get(number)?;
    let business: Business = case.details()?;
    let due = office::due_in(business.level()?.working_days)?;
    entry(as_written(sent.text("jawaban")?))
        .moves_to(State::InProgress)
        .due(due)
        .add_to(number, sent.version_seen()?)?;
    let name = &business.name;
    let title = both!("Jawaban pemohon: {name}", "The applicant answered: {name}");
    office::give_out(number, title, case.head.assignee, Some(due))?;
    Ok(Outcome::go(office::case_path(number)))
}

/// The citizen takes the application back.
pub fn withdraw(number: &str, sent: &Submission) -> Result<Outcome> {
    let text = both!("Ditarik oleh pemohon.", "Withdrawn by the applicant.");
    entry(text).moves_to(State::Withdrawn).add_to(number, sent.version_seen()?)?;
    office::done(number)?;
    Ok(Outcome::go(office::case_path(number)))
}
