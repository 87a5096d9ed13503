//! Numbers that people quote: short, without letters that look alike, with a symbol that catches a slip.

use crate::Entropy;

/// Digits and letters without 0, O, 1, I, L, U and V. Their count is a prime, so the check symbol catches every single
/// wrong symbol and every two that changed places.
const ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTWXYZ";

/// A new number, such as `KD-7F3K9QM-4`: initials of the agency, seven random symbols, the check symbol.
pub fn new(agency: &str, entropy: &Entropy) -> String {
    let initials: String = agency
        .split('-')
        .filter_map(|part| part.chars().next())
        .take(3)
        .map(|first| first.to_ascii_uppercase())
        .collect();
    let mut symbols = [0u8; 7];
    for symbol in &mut symbols {
        *symbol = draw(entropy);
    }
    let body: String = symbols.iter().map(|symbol| letter(*symbol)).collect();
    format!("{initials}-{body}-{}", letter(check(&symbols)))
}

/// Each symbol as likely as any other: bytes beyond the last whole multiple of 29 are drawn again.
fn draw(entropy: &Entropy) -> u8 {
    loop {
        let [byte] = entropy.bytes::<1>();
        if byte < 232 {
            return byte % 29;
        }
    }
}

fn letter(symbol: u8) -> char {
    ALPHABET
        .get(usize::from(symbol))
        .map_or('?', |byte| char::from(*byte))
}

fn check(symbols: &[u8]) -> u8 {
    let sum = symbols
        .iter()
        .zip(2u32..)
        .map(|(symbol, weight)| u32::from(*symbol) * weight)
        .sum::<u32>();
    u8::try_from(sum % 29).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_gives_another_check_symbol() {
        let symbols = [3, 17, 28, 0, 9, 9, 11];
        for at in 0..symbols.len() {
            for other in 0..29 {
                let mut slipped = symbols;
                slipped[at] = other;
                assert_eq!(check(&slipped) == check(&symbols), slipped == symbols);
            }
            if at > 0 {
                let mut swapped = symbols;
                swapped.swap(at - 1, at);
                assert_eq!(check(&swapped) == check(&symbols), swapped == symbols);
            }
        }
    }

    #[test]
    fn a_number_is_short_and_names_the_agency() {
        let number = new("kota-damai", &Entropy::seeded(7));
        assert_eq!(number.len(), 12, "{number}");
        assert!(number.starts_with("KD-"), "{number}");
    }
}
