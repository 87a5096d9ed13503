//! ISO 4217: which currencies there are, how many minor digits each has, and how people write them.

/// Source: ISO 4217 list one (SIX Financial Information AG), edition of 1 January 2026: codes with two minor digits.
const TWO: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
    CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL \
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR \
    MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER \
    ZAR ZMW ZWG";
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR: &str = "CLF UYW";

/// How many digits follow the point: 2 for "IDR", as Rp1 is 100 sen. `None` where ISO 4217 has no such currency.
#[must_use]
pub fn minor_digits(currency: &str) -> Option<u8> {
    let lists = |list: &str| list.split_whitespace().any(|code| code == currency);
    [(TWO, 2), (NONE, 0), (THREE, 3), (FOUR, 4)]
        .into_iter()
        .find_map(|(list, digits)| lists(list).then_some(digits))
}

/// What else than its code stands before or after an amount of a currency, the longest first.
pub(super) fn signs(currency: &str) -> &'static [&'static str] {
    match currency {
        "IDR" => &["Rupiah", "Rp.", "Rp"],
        "USD" => &["US$", "$"],
        "EUR" => &["€"],
        "GBP" => &["£"],
        "JPY" => &["¥"],
        "SGD" => &["S$"],
        "MYR" => &["RM"],
        _ => &[],
    }
}
