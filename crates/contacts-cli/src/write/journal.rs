//! What became of each line of a file of writes, so that an interrupted run goes on and doubles nothing.
//!
//! A line is entered before its write is sent and after it came back, each time to the disk. One that was entered and never
//! came back may have been sent. Only one run at a time writes it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use contacts_export::private_options;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::header::Header;
use super::lock::{busy, lock};
use crate::exit::Failure;

/// The form of the file.
const VERSION: u32 = 1;

/// What names another one.
const OPTION: &str = "--journal";

/// What became of a line, or of a note that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The line, from 1.
    pub line: usize,
    /// Which of its notes, from 1; 0 is the line itself.
    #[serde(default, skip_serializing_if = "is_line")]
    pub note: usize,
    /// What it is known by.
    pub key: String,
    /// What became of it.
    pub state: State,
    /// The vendor's id of the contact, or of the note, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it was made of, of a move: vendor and id of the contact, and of a note its id too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What was there before it was sent that could be taken for what it makes: ids of contacts with its address, or of notes
    /// with its text. Absent where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Vec<String>>,
}

/// A line, and which of its notes; 0 is the line itself.
pub type Place = (usize, usize);

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is about to be sent, or was sent without an answer.
    Begun,
    /// All of it was done.
    Done,
    /// Some of its steps were done.
    Partly,
    /// Nothing was done.
    Failed,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct First {
    journal: u32,
    #[serde(flatten)]
    header: Header,
}

/// The journal of a run.
pub struct Journal {
    path: PathBuf,
    header: Header,
    /// How many bytes were read or written whole; what is behind them was not written to its end, and is not heeded either.
    whole: u64,
    /// Open for writing, and nobody else's until it is closed.
    file: Option<File>,
    entries: BTreeMap<Place, Entry>,
}

impl Journal {
    /// The journal in a file, to be looked at; an empty one if there is none.
    ///
    /// # Errors
    ///
    /// If it can't be read, is none, or is of another account.
    pub fn look(path: &Path, header: &Header) -> Result<Self, Failure> {
        let mut journal = Self::of(path, header)?;
        match File::open(path) {
            Ok(file) => journal.read(&file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(journal.unread(error)),
        }
        Ok(journal)
    }

    /// The journal in a file, to be written on. If there is none, it is made when something is entered.
    ///
    /// # Errors
    ///
    /// If it can't be read or written, is none or of another account, or another run writes it.
    pub fn open(path: &Path, header: &Header) -> Result<Self, Failure> {
        let mut journal = Self::of(path, header)?;
        match private_options().read(true).write(true).open(path) {
            Ok(file) => {
                lock(&file, path, OPTION)?;
                journal.read(&file)?;
                journal.file = Some(file);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(journal.failed(error)),
        }
        Ok(journal)
    }

    fn of(path: &Path, header: &Header) -> Result<Self, Failure> {
        // A device may have no end.
        if path.metadata().is_ok_and(|it| !it.is_file()) {
            return Err(Failure::Usage(format!(
                "{} is no file that can be read again: name another journal with --journal",
                path.display()
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            header: header.clone(),
            whole: 0,
            file: None,
            entries: BTreeMap::new(),
        })
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&mut self, file: &File) -> Result<(), Failure> {
        let mut reader = BufReader::new(file);
        let mut line = String::new();
        loop {
            line.clear();
            let count = reader
                .read_line(&mut line)
                .map_err(|error| self.unread(error))?;
            if count == 0 || !line.ends_with('\n') {
                return Ok(());
            }
            if self.whole == 0 {
                let first: Option<First> = serde_json::from_str(&line).ok();
                let first = first.filter(|first| first.journal == VERSION);
                let found = first.ok_or_else(|| self.unreadable())?.header;
                if found != self.header {
                    return Err(Failure::Usage(format!(
                        "{} is the journal of another account, {found}, and this is {}: name another one with --journal{}",
                        self.path.display(),
                        self.header,
                        found.advice(&self.header)
                    )));
                }
            } else {
                let entry: Entry = serde_json::from_str(&line).map_err(|_| self.unreadable())?;
                self.entries.insert((entry.line, entry.note), entry);
            }
            self.whole += count as u64;
        }
    }

    fn unreadable(&self) -> Failure {
        Failure::Usage(format!(
            "{} is no journal of this command: name another one with --journal",
            self.path.display()
        ))
    }

    /// What became of a line before. If a part of it was done, the line may be another one now: its key says so.
    ///
    /// # Errors
    ///
    /// If the line was another one.
    pub fn before(&self, place: Place, key: &str) -> Result<Option<&Entry>, Failure> {
        match self.entries.get(&place) {
            // Nothing was done of it, so it may be mended.
            Some(entry) if entry.key != key && entry.state == State::Failed => Ok(None),
            Some(entry) if entry.key != key && entry.state != State::Partly => {
                Err(Failure::Usage(format!(
                    "line {} is not what it was when {} was begun: put it back, or begin another journal with --journal",
                    place.0,
                    self.path.display()
                )))
            }
            entry => Ok(entry),
        }
    }

    /// Of what one of these contacts was made before, if one was.
    pub fn source(&self, contacts: &[&str]) -> Option<&str> {
        let is_one = |entry: &&Entry| {
            let id = entry.id.as_deref();
            entry.note == 0 && id.is_some_and(|id| contacts.contains(&id))
        };
        self.entries.values().find(is_one)?.from.as_deref()
    }

    /// Enters a line, to the disk.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn enter(&mut self, entry: Entry) -> Result<(), Failure> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.create()?,
        };
        let written = self.write(&mut file, &entry);
        // Also if that failed: it stays this run's.
        self.file = Some(file);
        self.whole = written.map_err(|error| self.failed(error))?;
        self.entries.insert((entry.line, entry.note), entry);
        Ok(())
    }

    fn create(&self) -> Result<File, Failure> {
        let mut options = private_options();
        let created = options.read(true).write(true).create_new(true);
        let file = created.open(&self.path).map_err(|error| {
            match error.kind() == io::ErrorKind::AlreadyExists {
                // There was none a moment ago.
                true => busy(&self.path, OPTION),
                false => self.failed(error),
            }
        })?;
        lock(&file, &self.path, OPTION)?;
        Ok(file)
    }

    /// Writes an entry behind what is whole, and says how much is whole then.
    fn write(&self, file: &mut File, entry: &Entry) -> io::Result<u64> {
        let mut text = String::new();
        if self.whole == 0 {
            let header = self.header.clone();
            let journal = VERSION;
            text = serde_json::to_string(&First { journal, header })?;
            text.push('\n');
        }
        text.push_str(&serde_json::to_string(entry)?);
        text.push('\n');
        file.set_len(self.whole)?;
        file.seek(SeekFrom::Start(self.whole))?;
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        Ok(self.whole + text.len() as u64)
    }

    fn unread(&self, error: io::Error) -> Failure {
        Failure::Source {
            file: self.path.display().to_string(),
            error,
        }
    }

    fn failed(&self, error: io::Error) -> Failure {
        Failure::Kept {
            file: self.path.display().to_string(),
            error,
            option: OPTION,
        }
    }
}

fn is_line(note: &usize) -> bool {
    *note == 0
}

/// What something is known by: nothing of a person is in it.
pub fn key(of: &impl Serialize) -> Result<String, Failure> {
    let json = serde_json::to_vec(of).map_err(io::Error::from)?;
    let hash = Sha256::digest(json);
    Ok(hash
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    fn header(account: &str) -> Header {
        serde_json::from_value(json!({
            "vendor": "digital99",
            "instance": "https://crm.example.com",
            "account": account,
        }))
        .unwrap()
    }

    fn open(path: &Path) -> Result<Journal, Failure> {
        Journal::open(path, &header("7"))
    }

    fn entry(line: usize, state: State) -> Entry {
        Entry {
            line,
            note: 0,
            key: format!("key-{line}"),
            state,
            id: None,
            from: None,
            earlier: None,
        }
    }

    fn state(journal: &Journal, line: usize) -> Option<State> {
        let found = journal.before((line, 0), &format!("key-{line}")).unwrap();
        found.map(|entry| entry.state)
    }

    #[test]
    fn what_was_entered_is_there_after_a_kill_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = open(&path).unwrap();
        journal.enter(entry(1, State::Begun)).unwrap();
        journal.enter(entry(1, State::Done)).unwrap();
        journal.enter(entry(2, State::Begun)).unwrap();
        drop(journal);
        let whole = fs::read_to_string(&path).unwrap();
        let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at + 1).collect();
        for cut in 0..=whole.len() {
            fs::write(&path, &whole.as_bytes()[..cut]).unwrap();
            let mut journal = open(&path).unwrap();
            let lines = ends.iter().filter(|end| **end <= cut).count();
            let expected = match lines {
                0 | 1 => (None, None),
                2 => (Some(State::Begun), None),
                3 => (Some(State::Done), None),
                _ => (Some(State::Done), Some(State::Begun)),
            };
            assert_eq!((state(&journal, 1), state(&journal, 2)), expected, "{cut}");
            // And it goes on from there.
            journal.enter(entry(3, State::Done)).unwrap();
            drop(journal);
            let journal = open(&path).unwrap();
            assert_eq!((state(&journal, 1), state(&journal, 2)), expected, "{cut}");
            assert_eq!(state(&journal, 3), Some(State::Done), "{cut}");
        }
    }

    #[test]
    fn another_account_or_another_line_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = open(&path).unwrap();
        journal.enter(entry(1, State::Done)).unwrap();
        assert!(journal.before((1, 0), "another").is_err());
        // What nothing was done of may be mended.
        journal.enter(entry(2, State::Failed)).unwrap();
        assert!(journal.before((2, 0), "another").unwrap().is_none());
        // Of what is done in part, whoever asks has to see whether it is the same contact.
        journal.enter(entry(3, State::Partly)).unwrap();
        assert_eq!(
            journal.before((3, 0), "another").unwrap().unwrap().key,
            "key-3"
        );
        drop(journal);
        assert!(Journal::open(&path, &header("8")).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 4);
    }

    #[test]
    fn one_run_at_a_time_writes_it_and_others_may_look() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut first, mut second) = (open(&path).unwrap(), open(&path).unwrap());
        first.enter(entry(1, State::Begun)).unwrap();
        // Neither one that was opened before there was a file, nor one after.
        let entered = second.enter(entry(1, State::Begun)).err();
        for refused in [entered, open(&path).err()] {
            assert!(matches!(refused, Some(Failure::Busy { .. })), "{refused:?}");
        }
        let looked = Journal::look(&path, &header("7")).unwrap();
        assert_eq!(state(&looked, 1), Some(State::Begun));
        first.enter(entry(1, State::Done)).unwrap();
        drop(first);
        assert_eq!(state(&open(&path).unwrap(), 1), Some(State::Done));
    }

    #[test]
    fn what_was_entered_stays_when_the_next_entry_fails() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = open(&path).unwrap();
        journal.enter(entry(1, State::Done)).unwrap();
        // A file that takes nothing, and has half of an entry behind the last one.
        let writable = journal.file.replace(File::open(&path).unwrap());
        assert!(journal.enter(entry(2, State::Begun)).is_err());
        let mut writable = writable.unwrap();
        writable.seek(SeekFrom::End(0)).unwrap();
        writable.write_all(b"{\"line\":2,\"key\":\"a key that is longer than the next entry, which must not show behind it").unwrap();
        journal.file = Some(writable);
        journal.enter(entry(3, State::Done)).unwrap();
        drop(journal);
        let journal = open(&path).unwrap();
        let found = [1, 2, 3].map(|line| state(&journal, line));
        assert_eq!(found, [Some(State::Done), None, Some(State::Done)]);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = open(&path).unwrap();
        journal.enter(entry(1, State::Done)).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_key_has_nothing_of_a_person_in_it() {
        let delete = |id: &str| contacts::Write::Delete { id: id.to_owned() };
        let known = key(&delete("5")).unwrap();
        assert_eq!(known.len(), 24);
        assert_eq!(known, key(&delete("5")).unwrap());
        assert_ne!(known, key(&delete("6")).unwrap());
    }
}
