//! What became of each line of a file of writes, so that an interrupted run goes on and doubles nothing.
//!
//! A line is entered before its write is sent and after it came back, each time to the disk. One that was entered and never
//! came back may have been sent.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use contacts::{Plan, Write};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::undo::private;
use crate::exit::Failure;

/// The form of the file.
const VERSION: u32 = 1;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The line, from 1.
    pub line: usize,
    /// What the write is known by.
    pub key: String,
    /// What became of it.
    pub state: State,
    /// The vendor's id of the contact, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

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

#[derive(Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Header {
    journal: u32,
    vendor: String,
    instance: String,
    account: Option<String>,
}

/// The journal of a run.
pub struct Journal {
    path: PathBuf,
    file: Option<File>,
    header: Option<Header>,
    entries: BTreeMap<usize, Entry>,
}

impl Journal {
    /// The journal in a file; a new one if there is none.
    ///
    /// # Errors
    ///
    /// If it can't be read, or is none.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut journal = Self {
            path: path.to_owned(),
            file: None,
            header: None,
            entries: BTreeMap::new(),
        };
        let file = match private().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(journal),
            Err(error) => return Err(journal.failed(error)),
        };
        // A device may have no end.
        if !file.metadata().is_ok_and(|it| it.is_file()) {
            return Err(Failure::Usage(format!(
                "{} is no file that can be read again: name another journal with --journal",
                path.display()
            )));
        }
        let whole = journal.read(&file)?;
        // A line that was not written to its end was not heeded either.
        let cut = file
            .set_len(whole)
            .and_then(|()| (&file).seek(SeekFrom::End(0)));
        cut.map_err(|error| journal.failed(error))?;
        journal.file = Some(file);
        Ok(journal)
    }

    /// Reads the entries; how many bytes they have.
    fn read(&mut self, file: &File) -> Result<u64, Failure> {
        let mut reader = BufReader::new(file);
        let mut whole = 0;
        let mut line = String::new();
        loop {
            line.clear();
            let count = reader
                .read_line(&mut line)
                .map_err(|error| self.failed(error))?;
            if count == 0 || !line.ends_with('\n') {
                return Ok(whole);
            }
            let read = if whole == 0 {
                serde_json::from_str(&line).map(|header| self.header = Some(header))
            } else {
                let entry = serde_json::from_str(&line);
                entry.map(|entry: Entry| drop(self.entries.insert(entry.line, entry)))
            };
            let known = self.header.as_ref().is_some_and(|it| it.journal == VERSION);
            if read.is_err() || !known {
                return Err(Failure::Usage(format!(
                    "{} is no journal of this command: name another one with --journal",
                    self.path.display()
                )));
            }
            whole += count as u64;
        }
    }

    /// What became of a line before.
    ///
    /// # Errors
    ///
    /// If the line was another one.
    pub fn before(&self, line: usize, key: &str) -> Result<Option<&Entry>, Failure> {
        match self.entries.get(&line) {
            Some(entry) if entry.key != key => Err(Failure::Usage(format!(
                "line {line} is not what it was when {} was begun: put it back, or begin another journal with --journal",
                self.path.display()
            ))),
            entry => Ok(entry),
        }
    }

    /// Enters a line, to the disk.
    ///
    /// # Errors
    ///
    /// If it can't be written, or the journal is of another account.
    pub fn enter(&mut self, plan: &Plan, entry: Entry) -> Result<(), Failure> {
        let header = Header {
            journal: VERSION,
            vendor: plan.vendor.clone(),
            instance: plan.instance.clone(),
            account: plan.account.clone(),
        };
        if self.header.as_ref().is_some_and(|known| *known != header) {
            return Err(Failure::Usage(format!(
                "{} is the journal of another account: begin another one with --journal",
                self.path.display()
            )));
        }
        let mut text = String::new();
        let mut add = |value: serde_json::Result<String>| {
            value.map(|line| {
                text.push_str(&line);
                text.push('\n');
            })
        };
        let begins = self.header.is_none();
        let added = match begins {
            true => add(serde_json::to_string(&header)),
            false => Ok(()),
        };
        let added = added.and_then(|()| add(serde_json::to_string(&entry)));
        let written = added
            .map_err(io::Error::from)
            .and_then(|()| self.write(&text));
        written.map_err(|error| self.failed(error))?;
        self.header = Some(header);
        self.entries.insert(entry.line, entry);
        Ok(())
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => private().append(true).create(true).open(&self.path)?,
        };
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        self.file = Some(file);
        Ok(())
    }

    fn failed(&self, error: io::Error) -> Failure {
        Failure::Kept {
            file: self.path.display().to_string(),
            error,
            option: "--journal",
        }
    }
}

/// What a write is known by: nothing of a person is in it.
pub fn key(write: &Write) -> Result<String, Failure> {
    let json = serde_json::to_vec(write).map_err(io::Error::from)?;
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

    fn plan(account: &str) -> Plan {
        serde_json::from_value(json!({
            "vendor": "digital99",
            "instance": "https://crm.example.com",
            "account": account,
            "write": { "write": "delete", "id": "5" },
            "steps": [],
        }))
        .unwrap()
    }

    fn entry(line: usize, state: State) -> Entry {
        Entry {
            line,
            key: format!("key-{line}"),
            state,
            id: None,
        }
    }

    fn state(journal: &Journal, line: usize) -> Option<State> {
        let found = journal.before(line, &format!("key-{line}")).unwrap();
        found.map(|entry| entry.state)
    }

    #[test]
    fn what_was_entered_is_there_after_a_kill_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path).unwrap();
        journal.enter(&plan("7"), entry(1, State::Begun)).unwrap();
        journal.enter(&plan("7"), entry(1, State::Done)).unwrap();
        journal.enter(&plan("7"), entry(2, State::Begun)).unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at + 1).collect();
        for cut in 0..=whole.len() {
            fs::write(&path, &whole.as_bytes()[..cut]).unwrap();
            let mut journal = Journal::open(&path).unwrap();
            let lines = ends.iter().filter(|end| **end <= cut).count();
            let expected = match lines {
                0 | 1 => (None, None),
                2 => (Some(State::Begun), None),
                3 => (Some(State::Done), None),
                _ => (Some(State::Done), Some(State::Begun)),
            };
            assert_eq!((state(&journal, 1), state(&journal, 2)), expected, "{cut}");
            // And it goes on from there.
            journal.enter(&plan("7"), entry(3, State::Done)).unwrap();
            let journal = Journal::open(&path).unwrap();
            assert_eq!((state(&journal, 1), state(&journal, 2)), expected, "{cut}");
            assert_eq!(state(&journal, 3), Some(State::Done), "{cut}");
        }
    }

    #[test]
    fn another_account_or_another_line_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path).unwrap();
        journal.enter(&plan("7"), entry(1, State::Done)).unwrap();
        assert!(journal.enter(&plan("8"), entry(2, State::Begun)).is_err());
        assert!(journal.before(1, "another").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path).unwrap();
        journal.enter(&plan("7"), entry(1, State::Done)).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_key_has_nothing_of_a_person_in_it() {
        let delete = |id: &str| Write::Delete { id: id.to_owned() };
        let known = key(&delete("5")).unwrap();
        assert_eq!(known.len(), 24);
        assert_eq!(known, key(&delete("5")).unwrap());
        assert_ne!(known, key(&delete("6")).unwrap());
    }
}
