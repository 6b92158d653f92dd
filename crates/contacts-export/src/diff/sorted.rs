//! More records than fit into memory, in order: sorted runs on disk, joined as they are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Bytes of records that are sorted in memory.
const RUN: usize = 16 * 1024 * 1024;

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
#[derive(Default)]
pub struct Sorter {
    records: Vec<Record>,
    bytes: usize,
    runs: Vec<File>,
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

impl Sorter {
    /// Takes a record.
    pub fn add(&mut self, record: Record) -> Result<(), Error> {
        self.bytes += record.content.len() + size_of::<Record>() + record.id.len();
        self.records.push(record);
        if self.bytes >= RUN {
            self.spill()
        } else {
            Ok(())
        }
    }

    /// All records in order.
    pub fn sorted(mut self) -> Result<Sorted, Error> {
        self.spill()?;
        let runs = self
            .runs
            .into_iter()
            .map(|run| BufReader::new(run).lines())
            .collect();
        let mut sorted = Sorted {
            runs,
            heads: BinaryHeap::new(),
        };
        for run in 0..sorted.runs.len() {
            sorted.advance(run)?;
        }
        Ok(sorted)
    }

    fn spill(&mut self) -> Result<(), Error> {
        self.records.sort_unstable();
        self.bytes = 0;
        let mut write = || -> io::Result<File> {
            // Without a name, and for nobody else to read.
            let mut out = BufWriter::new(tempfile::tempfile()?);
            for record in self.records.drain(..) {
                serde_json::to_writer(&mut out, &record)?;
                out.write_all(b"\n")?;
            }
            let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok(file)
        };
        self.runs
            .push(write().map_err(Error::write(&std::env::temp_dir()))?);
        Ok(())
    }
}

impl Sorted {
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
