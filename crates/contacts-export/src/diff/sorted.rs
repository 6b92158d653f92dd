//! More records than fit into memory, in order: sorted runs on disk, joined as they are read. Many runs are joined to one
//! before there are too many, as a process may have a thousand open files or fewer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Bytes of records that are sorted in memory.
const RUN: usize = 16 * 1024 * 1024;

/// So many runs are joined to one.
const MOST: usize = 64;

/// What is kept of a contact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// Slug of the vendor.
    pub vendor: String,
    /// The account.
    pub account: Option<String>,
    /// The vendor's id.
    pub id: String,
    /// Its content as JSON.
    pub content: String,
    /// What of it did not come when it was read, by its path.
    pub unread: Vec<String>,
}

/// Takes records in any order.
pub struct Sorter {
    records: Vec<Record>,
    bytes: usize,
    /// Bytes of a run.
    run: usize,
    /// By how often they were joined, so that a record is written again once for each time, and not for each run.
    runs: Vec<Vec<File>>,
}

/// Gives records in order.
pub struct Sorted {
    runs: Vec<io::Lines<BufReader<File>>>,
    heads: BinaryHeap<Reverse<(Record, usize)>>,
}

impl Record {
    /// What it is known by.
    pub fn key(&self) -> (&str, Option<&str>, &str) {
        (&self.vendor, self.account.as_deref(), &self.id)
    }
}

impl Default for Sorter {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            bytes: 0,
            run: RUN,
            runs: Vec::new(),
        }
    }
}

impl Sorter {
    /// Takes a record.
    pub fn add(&mut self, record: Record) -> Result<(), Error> {
        self.bytes += record.content.len() + size_of::<Record>() + record.id.len();
        self.records.push(record);
        if self.bytes >= self.run {
            self.spill()
        } else {
            Ok(())
        }
    }

    /// All records in order.
    pub fn sorted(mut self) -> Result<Sorted, Error> {
        self.spill()?;
        Sorted::of(self.runs.into_iter().flatten())
    }

    fn spill(&mut self) -> Result<(), Error> {
        self.records.sort_unstable();
        self.bytes = 0;
        let mut run = run(self.records.drain(..).map(Ok))?;
        for joined in 0.. {
            if self.runs.len() == joined {
                self.runs.push(Vec::new());
            }
            let Some(runs) = self.runs.get_mut(joined) else {
                break;
            };
            runs.push(run);
            if runs.len() < MOST {
                break;
            }
            let mut sorted = Sorted::of(runs.drain(..))?;
            run = self::run(std::iter::from_fn(|| sorted.next().transpose()))?;
        }
        Ok(())
    }
}

/// Writes records that are in order.
fn run(records: impl Iterator<Item = Result<Record, Error>>) -> Result<File, Error> {
    let failed = |error: io::Error| Error::write(&std::env::temp_dir())(error);
    // Without a name, and for nobody else to read.
    let mut out = BufWriter::new(tempfile::tempfile().map_err(failed)?);
    for record in records {
        let record = record?;
        serde_json::to_writer(&mut out, &record).map_err(|error| failed(error.into()))?;
        out.write_all(b"\n").map_err(failed)?;
    }
    let file = out.into_inner().map_err(io::IntoInnerError::into_error);
    let mut file = file.map_err(failed)?;
    file.rewind().map_err(failed)?;
    Ok(file)
}

impl Sorted {
    fn of(runs: impl Iterator<Item = File>) -> Result<Self, Error> {
        let runs: Vec<_> = runs.map(|run| BufReader::new(run).lines()).collect();
        let mut sorted = Self {
            runs,
            heads: BinaryHeap::new(),
        };
        for run in 0..sorted.runs.len() {
            sorted.advance(run)?;
        }
        Ok(sorted)
    }

    /// The next record.
    pub fn next(&mut self) -> Result<Option<Record>, Error> {
        let Some(Reverse((record, run))) = self.heads.pop() else {
            return Ok(None);
        };
        self.advance(run)?;
        Ok(Some(record))
    }

    fn advance(&mut self, run: usize) -> Result<(), Error> {
        let Some(lines) = self.runs.get_mut(run) else {
            return Ok(());
        };
        let failed = |error| Error::read(Path::new("a temporary file"))(error);
        if let Some(line) = lines.next() {
            let line = line.map_err(failed)?;
            let record = serde_json::from_str(&line).map_err(|error| failed(error.into()))?;
            self.heads.push(Reverse((record, run)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_records_there_are_few_files_are_open() {
        let mut sorter = Sorter {
            run: 1,
            ..Sorter::default()
        };
        let count = MOST * MOST + 3 * MOST + 5;
        for number in 0..count {
            // Any order but the right one; 7919 is prime.
            let id = format!("{:08}", number * 7919 % count);
            sorter
                .add(Record {
                    vendor: "acme".to_owned(),
                    account: None,
                    content: format!("{{\"id\":{id}}}"),
                    id,
                    unread: Vec::new(),
                })
                .unwrap();
            let open: usize = sorter.runs.iter().map(Vec::len).sum();
            assert!(open < 3 * MOST, "{open} after {number}");
        }
        let mut sorted = sorter.sorted().unwrap();
        for number in 0..count {
            let record = sorted.next().unwrap().unwrap();
            assert_eq!(record.id, format!("{number:08}"));
        }
        assert!(sorted.next().unwrap().is_none());
    }
}
