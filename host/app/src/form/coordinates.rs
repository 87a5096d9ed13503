//! A place on earth, typed or pasted as map programs write it: latitude, then longitude, in degrees (WGS 84), such as
//! "-6.2088, 106.8456".

use contract::form::Coordinates;

use super::number::Exact;

/// Digits after the point that are kept: a tenth of a metre.
const PLACES: usize = 6;

/// Two numbers with a point, apart by a comma or a space; none where it is something else or nowhere on earth.
pub(super) fn read(typed: &str) -> Option<Coordinates> {
    let typed = typed.replace('\u{2212}', "-").replace('°', " ");
    let apart = |character: char| character == ',' || character.is_whitespace();
    let mut parts = typed.split(apart).filter(|part| !part.is_empty());
    let (latitude, longitude) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some(Coordinates {
        latitude: degrees(latitude, 90)?,
        longitude: degrees(longitude, 180)?,
    })
}

/// As it is written in the field again.
pub(super) fn write(at: &Coordinates) -> String {
    format!("{}, {}", at.latitude, at.longitude)
}

fn degrees(typed: &str, most: i64) -> Option<String> {
    let end = typed
        .find('.')
        .map_or(typed.len(), |point| typed.len().min(point + 1 + PLACES));
    // All of it is a number, also what is not kept of it.
    let _: Exact = typed.parse().ok()?;
    let degrees: Exact = typed.get(..end)?.parse().ok()?;
    let (least, most) = (Exact::of_units(-most, 0), Exact::of_units(most, 0));
    (least <= degrees && degrees <= most).then(|| degrees.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(typed: &str) -> Option<String> {
        read(typed).as_ref().map(write)
    }

    #[test]
    fn what_map_programs_write_is_read_to_a_tenth_of_a_metre() {
        for (typed, read) in [
            ("-6.2088, 106.8456", "-6.2088, 106.8456"),
            ("-6.20883412345,106.84517", "-6.208834, 106.84517"),
            ("\u{2212}6.2° 106.8°", "-6.2, 106.8"),
            (" 90  -180 ", "90, -180"),
        ] {
            assert_eq!(both(typed).as_deref(), Some(read), "{typed}");
        }
    }

    #[test]
    fn what_is_no_place_on_earth_is_refused() {
        for typed in [
            "",
            "-6.2088",
            "91, 0",
            "0, 180.000001",
            "0, 181",
            "a, b",
            "1, 2, 3",
            "-6,2088 106,8456",
        ] {
            assert_eq!(both(typed), None, "{typed}");
        }
    }
}
