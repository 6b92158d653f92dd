//! Eight bytes for an id, a page or a query: the same in every process and every release.

use std::fmt::{self, Display, Write};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// What an id, a page or a query is known by. That two of a million have the same one is possible in theory only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64);

/// Writes a [`Key`]: FNV-1a. The standard library's hashes may change with each release, and a resume value outlives it.
pub(super) struct Writer(u64);

/// Something that a record can be told by.
pub trait Identity {
    /// Its key; `7` and `"7"` have the same one.
    fn key(&self) -> Option<Key>;
}

impl Key {
    /// The key of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut writer = Writer::new();
        writer.bytes(bytes);
        writer.key()
    }

    /// The key of what is shown.
    pub fn of_shown(value: &impl Display) -> Self {
        let mut writer = Writer::new();
        // Writing to a number never fails.
        let _ = write!(writer, "{value}");
        writer.key()
    }

    /// The bytes, to be part of another key.
    pub(crate) fn bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// The key of a set: the same in any order.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

impl Writer {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Mixed, so that sums of keys tell sets apart and each bit depends on all of the bytes.
    pub(super) fn key(&self) -> Key {
        let mut mixed = self.0;
        for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
            mixed = (mixed ^ (mixed >> 33)).wrapping_mul(factor);
        }
        Key(mixed ^ (mixed >> 33))
    }
}

impl Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
    }
}

impl std::io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Identity for String {
    fn key(&self) -> Option<Key> {
        (!self.is_empty()).then(|| Key::of(self.as_bytes()))
    }
}

impl Identity for i64 {
    fn key(&self) -> Option<Key> {
        Some(Key::of_shown(self))
    }
}

impl Identity for Value {
    fn key(&self) -> Option<Key> {
        match self {
            Self::String(text) => text.key(),
            Self::Number(number) => Some(Key::of_shown(number)),
            _ => None,
        }
    }
}

// As text: many readers of JSON take no more than 53 bits of a number.
impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|_| D::Error::custom("not a key of 16 hexadecimal digits"))
    }
}
