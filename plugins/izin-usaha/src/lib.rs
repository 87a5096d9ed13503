//! A business licence by level of risk, after the Indonesian OSS scheme. `aturan.md` holds the rules; here stand its
//! pages, and which of them belongs to whom.

mod application;
mod business;
mod case_page;
mod citizen;
mod document;
mod office;
mod rules;
mod rules_page;
mod staff;

use balai_sdk::prelude::*;
use platform::session::{self, Visitor};

/// The business licence of Kota Damai.
pub struct IzinUsaha;

impl MiniApp for IzinUsaha {
    fn show(request: &Request) -> Result<Page> {
        match (request.segments().as_slice(), session::who()) {
            ([], Visitor::Staff(_)) => staff::queue(request),
            ([], visitor) => citizen::front(&visitor),
            (["ajukan"], _) => Ok(application::form_page()),
            (["aturan"], _) => Ok(rules_page::rules_page()),
            (["permohonan", number], Visitor::Staff(staff)) => staff::case(number, &staff),
            (["permohonan", number], _) => citizen::case(number),
            (["dokumen", number], _) => document::document_page(number),
            _ => Err(Refusal::NotFound),
        }
    }

    fn act(request: &Request, sent: &Submission) -> Result<Outcome> {
        match (request.segments().as_slice(), session::who(), sent.form.as_str()) {
            (["ajukan"], _, "ajukan") => application::lodge(sent),
            (["permohonan", number], Visitor::Staff(staff), form) => match form {
                "ambil" => staff::take(number, &staff, sent),
                "tanya" => staff::ask(number, &staff, sent),
                "putuskan" => staff::decide(number, &staff, sent),
                "tutup" => staff::close(number, sent),
                _ => Err(Refusal::NotFound),
            },
            (["permohonan", number], _, "jawab") => citizen::answer(number, sent),
            (["permohonan", number], _, "tarik") => citizen::withdraw(number, sent),
            _ => Err(Refusal::NotFound),
        }
    }
}

impl Lookups for IzinUsaha {
    fn suggest(_request: &Request, lookup: &str, text: &str, limit: usize) -> Result<Vec<Choice>> {
        Ok(suggested(application::listed(lookup)?, text, limit))
    }

    fn resolve(_request: &Request, lookup: &str, values: &[String]) -> Result<Vec<Choice>> {
        Ok(offered(application::listed(lookup)?, values))
    }
}

mini_app!(IzinUsaha, lookups);
