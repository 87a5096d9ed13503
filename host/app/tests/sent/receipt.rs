//! A receipt's number is never mistaken for another one.

use app::{Entropy, receipt::ReceiptNumber};
use proptest::prelude::*;

const SYMBOLS: &str = "23456789ABCDEFGHJKMNPQRSTWXYZ";

proptest! {
    #[test]
    fn every_wrong_symbol_and_every_swap_is_noticed(
        seed: u64, at in 0..12_usize, other in 0..12_usize, symbol in 0..29_usize,
    ) {
        let number = ReceiptNumber::random(&Entropy::seeded(seed));
        let shown = number.to_string();
        prop_assert_eq!(shown.len(), 14);
        prop_assert_eq!(shown.to_lowercase().replace('-', " ").parse(), Ok(number.clone()));

        let mut wrong = number.as_str().as_bytes().to_vec();
        wrong[at] = SYMBOLS.as_bytes()[symbol];
        let wrong = String::from_utf8(wrong).unwrap();
        prop_assert_eq!(wrong.parse::<ReceiptNumber>().is_ok(), wrong == number.as_str());

        let mut swapped = number.as_str().as_bytes().to_vec();
        swapped.swap(at, other);
        let swapped = String::from_utf8(swapped).unwrap();
        prop_assert_eq!(swapped.parse::<ReceiptNumber>().is_ok(), swapped == number.as_str());

        let _ = format!("{shown}2").parse::<ReceiptNumber>().unwrap_err();
        let _ = shown[1..].parse::<ReceiptNumber>().unwrap_err();
    }
}
