//! What undoes writes, kept in a file: one write a line, to be applied from the last line to the first.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use contacts::Write;

use crate::console::Console;
use crate::exit::Failure;
use crate::text::plain;

/// More files of one vendor are not looked for.
const MOST: u32 = 10_000;

/// The file with what undoes writes; it is made with the first of them.
pub struct Undo {
    named: Option<PathBuf>,
    wanted: bool,
    open: Option<(PathBuf, File)>,
}

impl Undo {
    /// With this file, else one with a name of its own if one is wanted.
    pub fn new(named: Option<PathBuf>, wanted: bool) -> Self {
        Self {
            wanted: wanted || named.is_some(),
            named,
            open: None,
        }
    }

    /// Keeps what undoes a write, in the order in which it is to be planned.
    ///
    /// # Errors
    ///
    /// If the file can't be written. What undoes the write is then in the notes.
    pub fn push(
        &mut self,
        slug: &str,
        writes: &[Write],
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        if !self.wanted || writes.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        // The file is read from its end.
        for write in writes.iter().rev() {
            let line = serde_json::to_string(write).map_err(io::Error::from)?;
            lines.push_str(&line);
            lines.push('\n');
        }
        if let Err((path, error)) = self.append(slug, &lines) {
            writeln!(console.notes, "what undoes it: {}", plain(lines.trim()))?;
            return Err(Failure::Kept {
                file: path.display().to_string(),
                error,
            });
        }
        Ok(())
    }

    /// Says how to undo.
    pub fn tell(&self, slug: &str, console: &mut Console<'_>) -> Result<(), Failure> {
        if let Some((path, _)) = &self.open {
            let path = plain(&path.display().to_string());
            writeln!(
                console.notes,
                "to undo: contacts apply {slug} {path} --reverse --apply"
            )?;
        }
        Ok(())
    }

    fn append(&mut self, slug: &str, lines: &str) -> Result<(), (PathBuf, io::Error)> {
        let (path, mut file) = match self.open.take() {
            Some(open) => open,
            None => self.create(slug)?,
        };
        let written = file
            .write_all(lines.as_bytes())
            .and_then(|()| file.sync_data());
        match written {
            Ok(()) => {
                self.open = Some((path, file));
                Ok(())
            }
            Err(error) => Err((path, error)),
        }
    }

    fn create(&self, slug: &str) -> Result<(PathBuf, File), (PathBuf, io::Error)> {
        if let Some(path) = &self.named {
            let file = private().append(true).create(true).open(path);
            return file
                .map(|file| (path.clone(), file))
                .map_err(|error| (path.clone(), error));
        }
        let mut last = None;
        for number in 1..MOST {
            let path = Path::new(".").join(format!("undo-{slug}-{number}.jsonl"));
            match private().append(true).create_new(true).open(&path) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    last = Some((path, error));
                }
                Err(error) => return Err((path, error)),
            }
        }
        Err(last.unwrap_or_else(|| (PathBuf::new(), io::ErrorKind::AlreadyExists.into())))
    }
}

/// A file that only its owner can read: it holds people's data.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}
