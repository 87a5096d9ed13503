//! Symbols of which numbers are made that people quote: none is taken for another, and the last one catches a slip.

use std::fmt;

use crate::Entropy;

/// Digits and letters without 0, O, 1, I, L, U and V. Their count is a prime: then the sum below finds every single wrong
/// symbol, and every two that changed places.
const SYMBOLS: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTWXYZ";
const COUNT: usize = SYMBOLS.len();
const GROUP: usize = 4;

/// So many symbols, at most 28: all random but the last, which checks them.
pub(crate) fn draw(length: usize, entropy: &Entropy) -> String {
    let mut values: Vec<usize> = (1..length).map(|_| value(entropy)).collect();
    values.extend((0..COUNT).find(|check| adds_up(values.iter().chain([check]))));
    let symbol = |value: usize| SYMBOLS.get(value).copied().map(char::from);
    values.into_iter().filter_map(symbol).collect()
}

/// Whether these symbols can have been drawn: each is one of them, and the last fits the others.
pub(crate) fn is_sound(symbols: &str) -> bool {
    let value = |byte: u8| SYMBOLS.iter().position(|symbol| *symbol == byte);
    let values: Option<Vec<usize>> = symbols.bytes().map(value).collect();
    values.is_some_and(|values| adds_up(values.iter()))
}

/// As they are read out: in groups of four.
pub(crate) fn grouped(symbols: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, symbol) in symbols.chars().enumerate() {
        if position > 0 && position % GROUP == 0 {
            f.write_str("-")?;
        }
        write!(f, "{symbol}")?;
    }
    Ok(())
}

/// Symbols as they were read out or typed, without what stands between them; none where they cannot have been drawn.
pub(crate) fn typed(text: &str, length: usize) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|symbol| !matches!(symbol, '-' | ' '))
        .map(|symbol| symbol.to_ascii_uppercase())
        .take(length + 1)
        .collect();
    (bare.len() == length && is_sound(&bare)).then_some(bare)
}

/// Each as likely as any other: bytes beyond the last whole multiple of their count are drawn again.
fn value(entropy: &Entropy) -> usize {
    loop {
        let [byte] = entropy.bytes::<1>();
        let byte = usize::from(byte);
        if byte < 256 / COUNT * COUNT {
            return byte % COUNT;
        }
    }
}

/// Whether the values, each times its place, add up to a multiple of the number of symbols, as in an ISBN-10.
fn adds_up<'v>(values: impl Iterator<Item = &'v usize>) -> bool {
    let sum: usize = (1..).zip(values).map(|(place, value)| place * value).sum();
    sum.is_multiple_of(COUNT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found() {
        let entropy = Entropy::seeded(7);
        for length in [8, 12] {
            let drawn = draw(length, &entropy);
            assert!(drawn.len() == length && is_sound(&drawn), "{drawn}");
            let symbols: Vec<char> = drawn.chars().collect();
            let differs = |slipped: &[char]| {
                let text: String = slipped.iter().collect();
                assert_eq!(is_sound(&text), slipped == symbols, "{drawn} {text}");
            };
            for at in 0..length {
                for other in SYMBOLS {
                    let mut slipped = symbols.clone();
                    slipped[at] = char::from(*other);
                    differs(&slipped);
                }
                if at > 0 {
                    let mut swapped = symbols.clone();
                    swapped.swap(at - 1, at);
                    differs(&swapped);
                }
            }
        }
        assert!(!is_sound("0OIL"));
    }
}
