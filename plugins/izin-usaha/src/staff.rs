//! What a civil servant of the office sees and does: the queue, a case, taking it, asking back, deciding, closing.

use crate::business::Business;
use crate::case_page;
use crate::office;
use crate::rules::{ANSWER_WORKING_DAYS, Assessment};
use balai_sdk::prelude::*;
use platform::cases::{self, Case, Decision, Head, Query, State};
use platform::session::Staff;

const OPEN: [State; 3] = [State::Received, State::InProgress, State::WaitingForCitizen];
const ENDED: [State; 4] = [State::Granted, State::Refused, State::Withdrawn, State::Closed];

/// The cases of the unit, by due date.
pub fn queue(request: &Request) -> Result<Page> {
    let today = office::today()?;
    let shown = request.query("tampilkan").unwrap_or("terbuka");
    let listing = cases::find(&Query {
        kinds: vec![office::KIND.to_owned()],
        states: if shown == "selesai" { ENDED.to_vec() } else { OPEN.to_vec() },
        assignee: None,
        region: None,
        due_before: (shown == "jatuh-tempo").then_some(today),
        after: request.query("setelah").map(str::to_owned),
        limit: 50,
    })?;
    let page = page(t!("Permohonan izin usaha", "Applications for business licences"))
        .lead(t!("Yang jatuh tempo lebih dahulu di atas.", "What is due first stands first."))
        .filter(filter(t!("Tampilkan", "Show"), [shown_choice()]));
    if listing.heads.is_empty() {
        let body = t!("Pilih tampilan lain, atau kembali nanti.", "Choose another view, or come back later.");
        return Ok(page.empty(empty(t!("Tidak ada permohonan", "No applications"), body)));
    }
    let next = listing.next.map(|next| request.with_query("setelah", &next));
    let queue = table(t!("Permohonan", "Applications"))
        .column(t!("Perihal", "Subject"))
        .column(t!("Nomor", "Number"))
        .column(t!("Keadaan", "State"))
        .column(t!("Batas waktu", "Deadline"))
        .column(t!("Ketepatan", "Punctuality"))
        .rows(listing.heads, |table, head| {
            let cells =
                cells![head.title(), head.number.as_str(), head.state.status(), head.due, punctuality(&head, today)];
            table.row_to(office::case_path(&head.number), cells)
        })
        .part_of(listing.total, next);
    Ok(page.table(queue))
}

fn shown_choice() -> Field {
    let shown = [
        choice("terbuka", t!("Belum selesai", "Open")),
        choice("jatuh-tempo", t!("Jatuh tempo atau terlambat", "Due or overdue")),
        choice("selesai", t!("Selesai", "Ended")),
    ];
    Field::choice("tampilkan", t!("Permohonan", "Applications"), shown).optional().chosen("terbuka")
}

/// How the case stands to its deadline; none where nothing is due.
fn punctuality(head: &Head, today: Date) -> Option<Status> {
    let due = head.due.filter(|_| head.state.is_open())?;
    Some(if due < today {
        status(t!("Terlambat", "Overdue"), Tone::Critical)
    } else if due == today {
        status(t!("Hari ini", "Today"), Tone::Attention)
    } else {
        status(t!("Dalam waktu", "In time"), Tone::Neutral)
    })
}

/// The page of a case. Opening it is entered in the citizen's log.
pub fn case(number: &str, staff: &Staff) -> Result<Page> {
    let case = cases::get(number)?;
    let business: Business = case.details()?;
    let page = case_page::page_of(&case);
    let page = match punctuality(&case.head, office::today()?) {
        Some(Status { label, tone: Tone::Critical }) => page.notice(
            Tone::Critical,
            label,
            t!("Batas waktu permohonan ini sudah lewat.", "The deadline of this application has passed."),
        ),
        _ => page,
    };
    let page = case_page::history(case_page::about(page, &case, &business)?, &case);
    Ok(with_work(page, &case, staff, &business))
}

/// What this civil servant can do with the case as it stands.
fn with_work(page: Page, case: &Case, staff: &Staff, business: &Business) -> Page {
    let page = match case.head.state {
        State::Received | State::InProgress | State::WaitingForCitizen => {
            page.section("tindakan", t!("Tindakan", "What to do"))
        }
        State::Granted | State::Refused | State::Withdrawn | State::Closed => return page,
    };
    match case.head.state {
        State::InProgress if has_taken(case, staff) => page.form(ask_form(case)).form(decide_form(case, business)),
        State::WaitingForCitizen => page
            .paragraph(t!("Pemohon belum menjawab.", "The applicant has not answered yet."))
            .buttons([close_button(case)]),
        _ => page.buttons([take_button(case)]),
    }
}

fn has_taken(case: &Case, staff: &Staff) -> bool {
    case.head.assignee.as_ref() == Some(&staff.person)
}

fn take_button(case: &Case) -> Button {
    button(t!("Ambil permohonan", "Take application"), "ambil").primary().about(case)
}

fn close_button(case: &Case) -> Button {
    button(t!("Tutup permohonan", "Close application"), "tutup").about(case).danger(t!(
        "Permohonan ditutup tanpa keputusan karena tidak dijawab. Tutup?",
        "The application is closed without a decision, as it was not answered. Close it?"
    ))
}

fn ask_form(case: &Case) -> Form {
    let label = t!("Pertanyaan kepada pemohon", "Question to the applicant");
    form("tanya", t!("Kirim pertanyaan", "Send question"))
        .step(step(
            t!("Tanya pemohon", "Ask the applicant"),
            [Field::long_text("pertanyaan", label, 10..=2_000)
                .hint(t!("Pemohon membacanya persis seperti ini.", "The applicant reads it exactly like this."))],
        ))
        .about(case)
}

fn decide_form(case: &Case, business: &Business) -> Form {
    let decisions = [choice("setuju", t!("Setujui", "Grant")), choice("tolak", t!("Tolak", "Refuse"))];
    let rules = grounds(business).into_iter().map(|rule| choice(rule.as_str(), rule.as_str()));
    form("putuskan", t!("Putuskan", "Decide"))
        .step(step(
            t!("Keputusan", "Decision"),
            [
                Field::choice("keputusan", t!("Keputusan", "Decision"), decisions),
                Field::long_text("alasan", t!("Alasan", "Reasons"), 10..=2_000).hint(t!(
                    "Dibaca pemohon dan tercetak di dokumen.",
                    "Read by the applicant, printed on the document."
                )),
                Field::choices("dasar", t!("Aturan yang dipakai", "The rules applied"), rules),
            ],
        ))
        .confirm(t!(
            "Keputusan langsung berlaku dan dikirim ke pemohon.",
            "The decision holds at once and is sent to the applicant."
        ))
        .about(case)
}

/// The rules that a decision on this business can stand on.
fn grounds(business: &Business) -> Vec<String> {
    Assessment::of(&business.activity.code, business.capital).map(|found| found.rules()).unwrap_or_default()
}

/// The civil servant makes it their own work. Where a rule had decided and a human is to look again, the time that the
/// rules give a human begins here.
pub fn take(number: &str, staff: &Staff, sent: &Submission) -> Result<Outcome> {
    let case = cases::get(number)?;
    let business: Business = case.details()?;
    cases::assign(number, Some(sent.version_seen()?), None, Some(&staff.person))?;
    let due = match case.head.due {
        Some(due) => due,
        None => office::due_in(business.level()?.working_days)?,
    };
    let text = both!("Petugas mulai memeriksa.", "Our staff began to verify it.");
    let begun = entry(text).due(due);
    match case.head.state {
        State::Received => begun.moves_to(State::InProgress).add_to(number, None)?,
        _ => begun.add_to(number, None)?,
    }
    office::give_out(number, case.head.title, Some(staff.person.clone()), Some(due))?;
    Ok(Outcome::go(office::case_path(number)))
}

/// The civil servant asks the citizen back: the office's task rests until the answer comes.
pub fn ask(number: &str, staff: &Staff, sent: &Submission) -> Result<Outcome> {
    let case = taken_case(number, staff)?;
    let question = as_written(sent.text("pertanyaan")?);
    entry(question.clone())
        .moves_to(State::WaitingForCitizen)
        .due(office::due_in(ANSWER_WORKING_DAYS)?)
        .add_to(number, sent.version_seen()?)?;
    office::done(number)?;
    let title = both!("Pertanyaan tentang permohonan {number}", "A question about application {number}");
    office::write_to_applicant(&case, title, question)?;
    Ok(Outcome::go(office::case_path(number)))
}

/// The civil servant decides.
pub fn decide(number: &str, staff: &Staff, sent: &Submission) -> Result<Outcome> {
    let case = taken_case(number, staff)?;
    let decision = Decision {
        granted: sent.choice("keputusan")? == "setuju",
        reason: as_written(sent.text("alasan")?),
        rules: sent.choices("dasar")?.to_vec(),
    };
    cases::decide(number, Some(sent.version_seen()?), &decision)?;
    office::done(number)?;
    let title = match decision.granted {
        true => both!("Permohonan {number} disetujui", "Application {number} is granted"),
        false => both!("Permohonan {number} ditolak", "Application {number} is refused"),
    };
    office::write_to_applicant(&case, title, decision.reason)?;
    Ok(Outcome::go(office::case_path(number)))
}

/// The civil servant closes what was not answered in time.
pub fn close(number: &str, sent: &Submission) -> Result<Outcome> {
    let case = cases::get(number)?;
    let today = office::today()?;
    if case.head.due.is_some_and(|due| today <= due) {
        let reason = t!("Pemohon masih punya waktu untuk menjawab.", "The applicant still has time to answer.");
        return Err(Refusal::Refused(reason));
    }
    let text = both!("Ditutup karena tidak dijawab.", "Closed, as it was not answered.");
    entry(text.clone()).moves_to(State::Closed).add_to(number, sent.version_seen()?)?;
    office::done(number)?;
    let title = both!("Permohonan {number} ditutup", "Application {number} is closed");
    office::write_to_applicant(&case, title, text)?;
    Ok(Outcome::go(office::case_path(number)))
}

/// The case, where this civil servant has taken it: two do not answer for one decision.
fn taken_case(number: &str, staff: &Staff) -> Result<Case> {
    let case = cases::get(number)?;
    if has_taken(&case, staff) {
        return Ok(case);
    }
    let reason = t!(
        "Ambil permohonan ini dahulu; mungkin rekan Anda sudah mengambilnya.",
        "Take this application first; a colleague may have taken it."
    );
    Err(Refusal::Refused(reason))
}
