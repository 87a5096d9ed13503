//! What is handed out as a file to keep and to print: a PDF that can be read aloud (PDF/UA-1, ISO 14289), with its
//! typeface in it.
//!
//! In three steps, each of which knows nothing of the next: [`face`] makes lines of a text, [`sheet`] puts lines on sheets
//! of A4, [`pdf`] writes those with what each is. Whatever text comes in, a PDF comes out: a character that the typeface
//! does not have is shown as U+FFFD, and said as what it is.

mod face;
mod pdf;
mod sheet;

use super::reader::Reader;

/// What is on a paper, from top to bottom.
#[derive(Clone, Debug)]
pub struct Paper {
    /// For whom: in which language.
    pub reader: Reader,
    /// Of the document; also at the foot of each sheet.
    pub title: String,
    /// What there is.
    pub parts: Vec<Part>,
}

/// A part of a paper.
#[derive(Clone, Debug)]
pub enum Part {
    /// What the paper is. There is one.
    Title(String),
    /// What the parts below are of.
    Heading(String),
    /// Some words.
    Text(String),
    /// What is quoted of the paper.
    Quoted(String),
    /// Facts, or answers to questions.
    Rows(Vec<Row>),
    /// A QR code with what stands beside it.
    Code {
        /// Modules on a side.
        side: usize,
        /// Column and row of each dark module.
        dark: Vec<(usize, usize)>,
        /// What it is for.
        alt: String,
        /// What it says, for those without a camera.
        beside: Vec<String>,
    },
}

/// What is asked, and each answer to it.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub term: String,
    /// What is said of it.
    pub values: Vec<String>,
}

/// Why there is no PDF: the platform's own fault, whatever the text.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The typeface that is built in cannot be read.
    #[error("the built-in typeface cannot be read")]
    Typeface,
    /// What was written is no PDF, or not one that can be read aloud.
    #[error("the PDF cannot be written: {0}")]
    Unwritable(String),
}

impl Paper {
    /// As PDF. Takes some milliseconds of computing for a sheet: not for a thread that serves requests.
    ///
    /// # Errors
    /// None that comes of what the paper says.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let faces = face::Faces::new()?;
        let laid_out = sheet::lay_out(self, &faces);
        pdf::write(self, &faces, &laid_out)
    }
}

#[cfg(test)]
mod tests {
    use app::Theme;
    use jiff::tz::TimeZone;
    use lopdf::{Document, Object};
    use proptest::prelude::*;

    use super::*;
    use crate::view::Lang;

    fn paper(title: &str, answers: &[String]) -> Paper {
        let reader = Reader {
            lang: Lang::Id,
            zone: TimeZone::UTC,
            theme: Theme::Device,
        };
        let rows = answers.iter().map(|answer| Row {
            term: answer.clone(),
            values: vec![answer.clone(), answer.clone()],
        });
        Paper {
            reader,
            title: title.to_owned(),
            parts: vec![
                Part::Title(title.to_owned()),
                Part::Heading(title.to_owned()),
                Part::Rows(rows.collect()),
                Part::Text(answers.concat()),
            ],
        }
    }

    fn read(pdf: &[u8]) -> (Document, String) {
        let document = Document::load_mem(pdf).unwrap();
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let text = document.extract_text(&pages).unwrap();
        (document, text)
    }

    #[test]
    fn a_paper_says_its_text_title_and_language() {
        let answers = ["Kopi Ibu Ñame & Jalan Đặng, 12½ m²".to_owned()];
        let pdf = paper("Tanda terima", &answers).pdf().unwrap();
        let (document, text) = read(&pdf);
        assert!(
            text.contains("Kopi Ibu Ñame & Jalan Đặng, 12½ m²"),
            "{text}"
        );
        let catalog = document.catalog().unwrap();
        let said = |key: &[u8]| match catalog.get(key).unwrap() {
            Object::String(bytes, _) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(said(b"Lang"), "id");
        let marked = catalog.get(b"MarkInfo").and_then(Object::as_dict).unwrap();
        assert!(marked.get(b"Marked").and_then(Object::as_bool).unwrap());
        let info = document.trailer.get(b"Info").and_then(Object::as_reference);
        let info = document.get_dictionary(info.unwrap()).unwrap();
        let title = info.get(b"Title").and_then(Object::as_str).unwrap();
        assert_eq!(title, b"Tanda terima");
    }

    #[test]
    fn what_does_not_fit_goes_on_on_the_next_sheet() {
        let long: Vec<String> = (0..40).map(|n| format!("nomor{n} ").repeat(60)).collect();
        let (document, text) = read(&paper("Panjang", &long).pdf().unwrap());
        assert!(document.get_pages().len() > 10);
        for n in 0..40 {
            assert!(text.contains(&format!("nomor{n} ")), "{n}");
        }
    }

    #[test]
    fn what_the_typeface_does_not_have_is_marked_and_still_said() {
        let answers = ["Kafe 咖啡 🌴 بيت".to_owned()];
        let (_, text) = read(&paper("Kafe", &answers).pdf().unwrap());
        assert!(text.contains("Kafe \u{fffd}\u{fffd} \u{fffd}"), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn any_text_gives_a_pdf(
            title in "Nomor \\PC{0,40}", heading in "\\PC{0,20}",
            answers in prop::collection::vec(
                prop_oneof![any::<String>(), "[\\u{0}-\\u{36f}\\u{900}-\\u{97f}\\u{1e00}-\\u{20ff}\\u{200b}-\\u{206f}\\u{e000}-\\u{e010}\\u{fe00}-\\u{ffff}]{0,200}"],
                0..6,
            ),
        ) {
            let mut paper = paper(&title, &answers);
            paper.parts.push(Part::Heading(heading));
            let pdf = paper.pdf();
            prop_assert!(pdf.is_ok(), "{:?}", pdf.map(|_| ()));
        }
    }
}
