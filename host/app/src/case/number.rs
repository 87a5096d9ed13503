//! Numbers of cases: short, and of an agency that people recognise.

use crate::{Entropy, quoted};

/// So many symbols follow the initials; the last of them checks the others.
const LENGTH: usize = 8;

/// A new number, such as `KD-7F3K9QM-4`: initials of the agency, seven random symbols, the check symbol.
pub fn new(agency: &str, entropy: &Entropy) -> String {
    let initials: String = agency
        .split('-')
        .filter_map(|part| part.chars().next())
        .take(3)
        .map(|first| first.to_ascii_uppercase())
        .collect();
    let mut drawn = quoted::draw(LENGTH, entropy);
    drawn.insert(LENGTH - 1, '-');
    format!("{initials}-{drawn}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_short_and_names_the_agency() {
        let number = new("kota-damai", &Entropy::seeded(7));
        assert_eq!(number.len(), 12, "{number}");
        let drawn = number.strip_prefix("KD-").unwrap().replace('-', "");
        assert!(quoted::is_sound(&drawn), "{number}");
    }
}
