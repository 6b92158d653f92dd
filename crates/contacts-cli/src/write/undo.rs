//! What undoes writes, kept in a file: whose it is, then one write a line, to be applied from the last line to the first.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use contacts::Write;
use contacts_export::private_options;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::lock::lock;
use super::target::Target;
use crate::console::Console;
use crate::exit::Failure;
use crate::text::{plain, quoted, without_commands};

/// More files of one vendor are not looked for.
const MOST: u32 = 10_000;

/// The form of the file.
const VERSION: u32 = 1;

/// What names another file.
const OPTION: &str = "--undo";

/// The first line.
#[derive(Serialize, Deserialize)]
pub struct First {
    undo: u32,
    #[serde(flatten)]
    header: Header,
}

impl First {
    /// Whose the file is; nothing if its form is another one.
    pub fn header(self) -> Option<Header> {
        (self.undo == VERSION).then_some(self.header)
    }
}

/// The file with what undoes writes. It is there before the first of them is sent, and goes again if none can be undone.
pub struct Undo {
    slug: &'static str,
    named: Option<PathBuf>,
    wanted: bool,
    header: Header,
    options: Option<String>,
    open: Option<(PathBuf, File)>,
    is_empty: bool,
    is_unverified: bool,
}

impl Undo {
    /// With this file, else one with a name of its own where the account lasts: what a sandbox has forgotten needs no undoing.
    pub fn new(named: Option<PathBuf>, target: &Target) -> Self {
        Self {
            slug: target.slug(),
            wanted: target.is_lasting() || named.is_some(),
            named,
            header: target.header.clone(),
            options: target.options.clone(),
            open: None,
            is_empty: true,
            is_unverified: false,
        }
    }

    /// Makes sure that there is a file to keep it in, before anything is sent.
    ///
    /// # Errors
    ///
    /// If it can't be opened, another run writes it, or it holds anything but what undoes writes of the same account.
    pub fn open(&mut self, slug: &str) -> Result<(), Failure> {
        if self.wanted && self.open.is_none() {
            self.open = Some(self.create(slug)?);
        }
        Ok(())
    }

    /// What is kept in it, or will be, needs `--allow-unverified`.
    pub fn unverified(&mut self) {
        self.is_unverified = true;
    }

    /// Keeps what undoes a write, in the order in which it is to be planned.
    ///
    /// # Errors
    ///
    /// If the file can't be written. What undoes the write is then in the notes.
    pub fn push(&mut self, writes: &[Write], console: &mut Console<'_>) -> Result<(), Failure> {
        let Some((path, file)) = &mut self.open else {
            return Ok(());
        };
        let mut lines = String::new();
        // The file is read from its end.
        for write in writes.iter().rev() {
            let line = serde_json::to_string(write).map_err(io::Error::from)?;
            lines.push_str(&line);
            lines.push('\n');
        }
        let mut text = String::new();
        if self.is_empty && !writes.is_empty() && file.metadata()?.len() == 0 {
            let header = self.header.clone();
            let undo = VERSION;
            text = serde_json::to_string(&First { undo, header }).map_err(io::Error::from)?;
            text.push('\n');
        }
        text.push_str(&lines);
        let written = file.write_all(text.as_bytes()).and_then(|()| sync(file));
        if let Err(error) = written {
            for line in lines.lines() {
                writeln!(console.notes, "what undoes it: {}", without_commands(line))?;
            }
            let file = path.display().to_string();
            return Err(Failure::NotUndoable { file, error });
        }
        self.is_empty &= writes.is_empty();
        Ok(())
    }

    /// Whether the file has a write already.
    ///
    /// # Errors
    ///
    /// If it can't be read.
    pub fn has(&self, write: &Write) -> Result<bool, Failure> {
        let Some((path, _)) = &self.open else {
            return Ok(false);
        };
        let line = serde_json::to_string(write).map_err(io::Error::from)?;
        let failed = |error| Failure::Source {
            file: path.display().to_string(),
            error,
        };
        for found in BufReader::new(File::open(path).map_err(failed)?).lines() {
            if found.map_err(failed)? == line {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says how to apply the file, after what that does.
    pub fn tell(&self, what: &str, more: &str, console: &mut Console<'_>) -> Result<(), Failure> {
        let Some((path, file)) = &self.open else {
            return Ok(());
        };
        if !self.is_empty {
            let path = plain(&quoted(&path.display().to_string()));
            let unverified = match self.is_unverified {
                true => " --allow-unverified",
                false => "",
            };
            match &self.options {
                Some(options) => writeln!(
                    console.notes,
                    "{what}: contacts apply {} {path}{} --reverse{unverified}{more} --apply",
                    self.slug,
                    plain(options)
                )?,
                None => writeln!(
                    console.notes,
                    "what undoes it is in {path}; the sandbox is gone with this command"
                )?,
            }
        } else if file
            .metadata()
            .is_ok_and(|it| it.is_file() && it.len() == 0)
        {
            // What stays there keeps nothing from being undone.
            let _ = fs::remove_file(path);
        }
        Ok(())
    }

    fn create(&self, slug: &str) -> Result<(PathBuf, File), Failure> {
        let kept = |path: &Path, error| Failure::Kept {
            file: path.display().to_string(),
            error,
            option: OPTION,
        };
        if let Some(path) = &self.named {
            let file = private_options()
                .read(true)
                .append(true)
                .create(true)
                .open(path);
            let file = file.map_err(|error| kept(path, error))?;
            // A device is everybody's.
            if file.metadata().is_ok_and(|it| it.is_file()) {
                lock(&file, path, OPTION)?;
            }
            self.check(path, &file)?;
            return Ok((path.clone(), file));
        }
        for number in 1..MOST {
            let path = Path::new(".").join(format!("undo-{slug}-{number}.jsonl"));
            match private_options().append(true).create_new(true).open(&path) {
                Ok(file) => {
                    lock(&file, &path, OPTION)?;
                    return Ok((path, file));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(kept(&path, error)),
            }
        }
        let path = Path::new(".").join(format!("undo-{slug}-{MOST}.jsonl"));
        Err(kept(&path, io::ErrorKind::AlreadyExists.into()))
    }
}

impl Undo {
    /// What is in a file already is of the same account.
    fn check(&self, path: &Path, file: &File) -> Result<(), Failure> {
        let is_new = |it: fs::Metadata| !it.is_file() || it.len() == 0;
        if file.metadata().is_ok_and(is_new) {
            return Ok(());
        }
        let mut line = String::new();
        let read = BufReader::new(file).read_line(&mut line).is_ok();
        let first: Option<First> = serde_json::from_str(&line).ok().filter(|_| read);
        match first.and_then(First::header) {
            Some(header) if header == self.header => Ok(()),
            _ => Err(Failure::Usage(format!(
                "{} is there already, and is not what undoes writes of this account ({}): name another file with --undo",
                path.display(),
                self.header
            ))),
        }
    }
}

/// To the disk, where the file is on one.
fn sync(file: &File) -> io::Result<()> {
    match file.metadata()?.is_file() {
        true => file.sync_data(),
        false => Ok(()),
    }
}
