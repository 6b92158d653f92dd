//! The whole state of a sandbox as bytes, to go back to or to keep.

use std::io;
use std::path::Path;
use std::sync::Arc;

/// The state of a sandbox at one moment: an SQLite database as bytes. A clone is cheap.
#[derive(Clone)]
pub struct Snapshot {
    bytes: Arc<[u8]>,
}

impl Snapshot {
    /// Writes the snapshot into a file, in the place of one that is there.
    ///
    /// # Errors
    ///
    /// Whatever writing a file meets.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        std::fs::write(path, &self.bytes)
    }

    /// Reads a snapshot from a file. Whether it fits is seen when it is restored.
    ///
    /// # Errors
    ///
    /// Whatever reading a file meets.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        let bytes = std::fs::read(path)?.into();
        Ok(Self { bytes })
    }

    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.into(),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The people in it are invented, but there may be millions of them.
impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Snapshot({} bytes)", self.bytes.len())
    }
}
