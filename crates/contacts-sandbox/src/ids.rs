//! Identifiers in the vendors' forms, made from a seed, a kind and a serial number, and read back again.
//!
//! Each form carries its serial number, so nothing has to be stored or indexed. Reading back makes the
//! identifier anew and compares: text that this sandbox would never have made is an unknown identifier.

/// What an identifier names, and what kind of link a row of the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tag = 1,
    Field = 2,
    Inbox = 3,
    Campaign = 4,
    Note = 5,
    Conversation = 6,
    Message = 7,
    Person = 8,
    User = 9,
    Stage = 10,
    Pipeline = 11,
    Organization = 12,
    Assistant = 13,
    Review = 14,
    List = 15,
    Document = 16,
    Job = 17,
    Flow = 18,
}

/// Makes and reads identifiers of one sandbox.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ids {
    pub(crate) seed: u64,
}

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Ids {
    /// A UUID, the serial number in its last twelve digits.
    pub(crate) fn uuid(self, kind: Kind, serial: i64) -> String {
        let noise = mix(self.seed, kind as u64, serial);
        format!(
            "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
            noise >> 32,
            (noise >> 16) & 0xffff,
            (noise >> 4) & 0xfff,
            8 + (noise & 3),
            (noise >> 20) & 0xfff,
            serial & 0xffff_ffff_ffff
        )
    }

    /// The serial number in a UUID of this sandbox.
    pub(crate) fn read_uuid(self, kind: Kind, text: &str) -> Option<i64> {
        let text = text.to_ascii_lowercase();
        let serial = i64::from_str_radix(text.rsplit('-').next()?, 16).ok()?;
        (self.uuid(kind, serial) == text).then_some(serial)
    }

    /// 24 hexadecimal digits, the serial number in the last ten.
    pub(crate) fn object_id(self, kind: Kind, serial: i64) -> String {
        let noise = mix(self.seed, kind as u64, serial);
        format!(
            "{:08x}{:06x}{:010x}",
            0x6500_0000 | (noise >> 40),
            noise & 0xff_ffff,
            serial & 0xff_ffff_ffff
        )
    }

    /// The serial number in an object id of this sandbox.
    pub(crate) fn read_object_id(self, kind: Kind, text: &str) -> Option<i64> {
        let serial = i64::from_str_radix(text.get(14..)?, 16).ok()?;
        (self.object_id(kind, serial) == text).then_some(serial)
    }

    /// Decimal digits of a number beyond 53 bits, rising with the serial number.
    pub(crate) fn snowflake(self, kind: Kind, serial: i64) -> String {
        let noise = mix(self.seed, kind as u64, serial) & 0xfff;
        ((((kind as u64 + 8) << 40) + (serial.unsigned_abs() & 0xff_ffff_ffff)) << 12 | noise)
            .to_string()
    }

    /// The serial number in a snowflake of this sandbox.
    pub(crate) fn read_snowflake(self, kind: Kind, text: &str) -> Option<i64> {
        let serial = (text.parse::<u64>().ok()? >> 12).checked_sub((kind as u64 + 8) << 40)?;
        let serial = i64::try_from(serial).ok()?;
        (self.snowflake(kind, serial) == text).then_some(serial)
    }

    /// Twenty letters and digits, the serial number in the last eight.
    pub(crate) fn letters(self, kind: Kind, serial: i64) -> String {
        let mut text = base62(mix(self.seed, kind as u64, serial), 12);
        text.push_str(&base62(serial.unsigned_abs(), 8));
        text
    }

    /// The serial number in letters of this sandbox.
    pub(crate) fn read_letters(self, kind: Kind, text: &str) -> Option<i64> {
        let mut serial = 0_i64;
        for letter in text.get(12..)?.bytes() {
            let digit = ALPHABET.iter().position(|known| *known == letter)?;
            serial = serial
                .checked_mul(62)?
                .checked_add(i64::try_from(digit).ok()?)?;
        }
        (self.letters(kind, serial) == text).then_some(serial)
    }
}

/// Well spread noise from a seed and two numbers, the same on every machine for ever (splitmix64).
pub(crate) fn mix(seed: u64, salt: u64, number: i64) -> u64 {
    let mut noise = seed
        .wrapping_add(salt.wrapping_mul(0xd6e8_feb8_6659_fd93))
        .wrapping_add(number.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15));
    for _ in 0..2 {
        noise = (noise ^ (noise >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        noise = (noise ^ (noise >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        noise ^= noise >> 31;
    }
    noise
}

fn base62(mut number: u64, width: usize) -> String {
    let mut digits = Vec::with_capacity(width);
    for _ in 0..width {
        let digit = usize::try_from(number % 62).unwrap_or_default();
        digits.push(char::from(ALPHABET.get(digit).copied().unwrap_or(b'A')));
        number /= 62;
    }
    digits.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_reads_back_what_it_made_and_nothing_else() {
        let (ids, others) = (Ids { seed: 7 }, Ids { seed: 8 });
        for serial in [1, 2, 4097, 123_456_789] {
            let (uuid, object) = (
                ids.uuid(Kind::Note, serial),
                ids.object_id(Kind::Note, serial),
            );
            let (snowflake, letters) = (
                ids.snowflake(Kind::Note, serial),
                ids.letters(Kind::Note, serial),
            );
            assert_eq!(
                (uuid.len(), object.len(), letters.len()),
                (36, 24, 20),
                "{uuid} {object} {letters}"
            );
            assert!(
                snowflake.parse::<u64>().unwrap() > 1 << 53 && snowflake.parse::<i64>().is_ok()
            );
            assert_eq!(ids.read_uuid(Kind::Note, &uuid), Some(serial));
            assert_eq!(
                ids.read_uuid(Kind::Note, &uuid.to_uppercase()),
                Some(serial)
            );
            assert_eq!(ids.read_object_id(Kind::Note, &object), Some(serial));
            assert_eq!(ids.read_snowflake(Kind::Note, &snowflake), Some(serial));
            assert_eq!(ids.read_letters(Kind::Note, &letters), Some(serial));
            assert_eq!(others.read_uuid(Kind::Note, &uuid), None);
            assert_eq!(ids.read_object_id(Kind::Tag, &object), None);
            assert_eq!(ids.read_snowflake(Kind::Tag, &snowflake), None);
        }
        for text in [
            "",
            "x",
            "é",
            "ééééééééééééé",
            "-",
            "18446744073709551615",
            "00000000-0000-4000-8000-",
        ] {
            assert_eq!(ids.read_uuid(Kind::Note, text), None);
            assert_eq!(ids.read_object_id(Kind::Note, text), None);
            assert_eq!(ids.read_snowflake(Kind::Note, text), None);
            assert_eq!(ids.read_letters(Kind::Note, text), None);
        }
    }
}
