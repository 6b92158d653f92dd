//! Files that are there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Where files go: the file system of the machine, or one that fails, for a test.
pub trait Disk: Send + Sync {
    /// A new, empty file; one that was there is emptied.
    ///
    /// # Errors
    ///
    /// If it can't be made.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Target>>;

    /// Gives a file its name for good, also if the machine stops now.
    ///
    /// # Errors
    ///
    /// If it can't be named.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
}

/// A file that is written.
pub trait Target: Write + Send {
    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    ///
    /// If it does not get there.
    fn sync(&mut self) -> io::Result<()>;
}

/// Makes a file, or empties it, that only its owner can read, where files have modes: it holds people's data.
///
/// # Errors
///
/// If it can't be made.
pub fn private_file(path: &Path) -> io::Result<File> {
    let mut options = private_options();
    let file = options.write(true).create(true).truncate(true).open(path)?;
    // One that was there keeps its mode. A device is not ours to change.
    #[cfg(unix)]
    if file.metadata()?.is_file() {
        let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        file.set_permissions(owner_only)?;
    }
    Ok(file)
}

/// Options that make a file which only its owner can read and write, where files have modes.
pub fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder that only its owner can look into, where folders have modes, with those that it lies in. One that is there
/// stays as it is.
///
/// # Errors
///
/// If it can't be made.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The file system of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

impl Disk for Machine {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Target>> {
        Ok(Box::new(private_file(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)?;
        // Elsewhere a folder can't be opened, and a name needs no more than this.
        #[cfg(unix)]
        if let Some(folder) = to.parent() {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

impl Target for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// A file that has the name of a partial one until it is whole.
pub(crate) struct Partial {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    partial: PathBuf,
    target: BufWriter<Counted>,
}

/// Bytes and hash of a file that is whole.
pub(crate) struct Seal {
    pub bytes: u64,
    pub sha256: String,
}

struct Counted {
    target: Box<dyn Target>,
    bytes: u64,
    hash: Sha256,
}

/// How the name of a file that is not whole ends.
pub(crate) const PARTIAL: &str = "partial";

impl Partial {
    /// Begins a file.
    pub fn create(disk: Arc<dyn Disk>, path: PathBuf) -> io::Result<Self> {
        let mut partial = path.clone().into_os_string();
        partial.push(".");
        partial.push(PARTIAL);
        let partial = PathBuf::from(partial);
        let counted = Counted {
            target: disk.create(&partial)?,
            bytes: 0,
            hash: Sha256::new(),
        };
        Ok(Self {
            disk,
            path,
            partial,
            target: BufWriter::with_capacity(64 * 1024, counted),
        })
    }

    /// Ends the file: on the disk first, then under its name.
    pub fn commit(mut self) -> io::Result<Seal> {
        self.target.flush()?;
        let counted = self.target.get_mut();
        counted.target.sync()?;
        let (bytes, hash) = (counted.bytes, counted.hash.clone());
        self.disk.rename(&self.partial, &self.path)?;
        Ok(Seal {
            bytes,
            sha256: hex(&hash.finalize()),
        })
    }
}

impl Write for Partial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.target.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target.flush()
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.target.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target.flush()
    }
}

/// Replaces a small file, whole or not at all.
pub(crate) fn replace(disk: &Arc<dyn Disk>, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Partial::create(disk.clone(), path.to_owned())?;
    file.write_all(bytes)?;
    file.commit().map(drop)
}

/// Bytes and hash of a file.
pub(crate) fn seal(path: &Path) -> io::Result<Seal> {
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(Seal {
        bytes,
        sha256: hex(&hash.finalize()),
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
