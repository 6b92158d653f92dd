//! Where an export goes.

use std::time::{Duration, Instant};

use contacts::{Batch, Contacts, Resume, Verdict};
use contacts_export::{Error, Folder, Format, Partition, Single, Whose, Writer};

use super::Arguments;
use crate::commands::further::Further;
use crate::console::Console;
use crate::exit::Failure;

/// A part of a folder is finished at least this often, so that a kill costs no more than this.
const CHECKPOINT: Duration = Duration::from_secs(60);

/// Where an export goes.
pub enum Target {
    Folder(Folder),
    File(Single),
    Output(Writer<Vec<u8>>),
}

/// Where the contacts of one vendor go.
pub enum Place<'a> {
    Folder {
        partition: Box<Partition<'a>>,
        since: Instant,
    },
    File(&'a mut Single),
    Output(&'a mut Writer<Vec<u8>>),
}

impl Target {
    pub fn open(
        arguments: &Arguments,
        format: Format,
        console: &Console<'_>,
    ) -> Result<Self, Failure> {
        let out = &arguments.out;
        let is_output = out.as_os_str() == "-";
        if is_output && console.is_terminal {
            return Err(Failure::Usage(
                "a terminal is no place for an export: pipe it, or name a file; `contacts list` is for looking".to_owned(),
            ));
        }
        let is_file = format.is_name_of_file(out);
        if arguments.resume && (is_output || is_file) {
            return Err(Failure::Usage(
                "--resume goes on with a folder: a file or standard output begins anew".to_owned(),
            ));
        }
        if !is_output {
            can_be(arguments, format, is_file)?;
        }
        Ok(if is_output {
            Self::Output(Writer::new(format, Vec::new())?)
        } else if is_file {
            Self::File(Single::create(out, format)?)
        } else if arguments.resume {
            Self::Folder(Folder::resume(out, format)?.rows(arguments.part_rows))
        } else {
            Self::Folder(Folder::create(out, format)?.rows(arguments.part_rows))
        })
    }

    /// Whether records that can't be read have no place here.
    pub fn drops_undecodable(&self, format: Format) -> bool {
        !matches!(self, Self::Folder(_)) && !format.takes_undecodable()
    }

    /// Where the contacts of an account go. A folder that has those of another one is refused.
    pub fn place(
        &mut self,
        contacts: &Contacts,
        has_new_credential: bool,
    ) -> Result<Place<'_>, Failure> {
        let stamp = contacts.stamp().filter(|_| !has_new_credential);
        let whose = Whose {
            instance: contacts.instance().to_owned(),
            account: contacts.account().map(str::to_owned),
            stamp: stamp.map(str::to_owned),
        };
        Ok(match self {
            Self::Folder(folder) => Place::Folder {
                partition: Box::new(folder.partition(contacts.vendor(), &whose)?),
                since: Instant::now(),
            },
            Self::File(file) => Place::File(file),
            Self::Output(writer) => Place::Output(writer),
        })
    }

    /// Ends the export if it is over. What to say about it otherwise.
    pub fn finish(
        self,
        is_over: bool,
        console: &mut Console<'_>,
    ) -> Result<Option<&'static str>, Failure> {
        match self {
            Self::Folder(folder) if is_over || folder.is_finished() => {
                folder.finish()?;
            }
            Self::Folder(_) => {
                return Ok(Some(
                    "what came is safe: the same command with --resume goes on",
                ));
            }
            Self::File(file) if is_over => file.finish()?,
            Self::File(_) => {
                return Ok(Some(
                    "what came is in the file that ends in .partial: name a folder with --out for an export that can go on",
                ));
            }
            Self::Output(writer) if is_over => {
                console.out.write_all(&writer.finish()?)?;
                console.out.flush()?;
            }
            // A reader must not take it for whole: no end of the format is written.
            Self::Output(_) => console.out.flush()?,
        }
        Ok(None)
    }
}

/// Refuses a file that is there already, one where a folder should be, and a name that ends as another format does.
fn can_be(arguments: &Arguments, format: Format, is_file: bool) -> Result<(), Failure> {
    let out = &arguments.out;
    let name = out.display();
    let refused = if is_file {
        let is_there = out.exists() && !arguments.overwrite;
        is_there.then(|| {
            format!("{name} is there already: pass --overwrite to replace it, or name another file")
        })
    } else if arguments.overwrite {
        Some(
            "--overwrite replaces a file: name another folder, or --resume the one that is there"
                .to_owned(),
        )
    } else if out.exists() && !out.is_dir() {
        let extension = format.extension();
        Some(format!(
            "{name} is a file: name a folder that is new or empty, or a file that ends in .{extension}"
        ))
    } else {
        let other = Format::ALL.iter().find(|other| other.is_name_of_file(out));
        other.map(|other| {
            let stem = out.with_extension("");
            format!(
                "{name} ends as {other} does, and --format is {format}: name it {}.{}, or a folder",
                stem.display(),
                format.extension()
            )
        })
    };
    refused.map_or(Ok(()), |problem| Err(Failure::Usage(problem)))
}

impl Place<'_> {
    /// Says what is read beside the list. A folder that goes on must be read as it was begun.
    pub fn read(&mut self, further: &mut Further) -> Result<(), Failure> {
        if let Self::Folder { partition, .. } = self {
            partition.set_extent(further.extent().clone())?;
            if let Some(source) = partition.finished() {
                further.before(source);
            }
        }
        Ok(())
    }

    /// How many contacts are there.
    pub fn contacts(&self) -> Option<u64> {
        match self {
            Self::Folder { partition, .. } => Some(partition.finished()?.counts.contacts),
            _ => None,
        }
    }

    /// Whether all came, if the list was at its end in an earlier run.
    pub fn before(&self) -> Option<bool> {
        match self {
            Self::Folder { partition, .. } => {
                let verdict = partition.finished()?.verdict.as_ref()?;
                Some(verdict.complete)
            }
            _ => None,
        }
    }

    /// Where to go on.
    pub fn position(&self) -> Option<&Resume> {
        match self {
            Self::Folder { partition, .. } => partition.position(),
            _ => None,
        }
    }

    /// The ids of the contacts that are there, one by one: millions are not kept.
    pub fn ids(&self) -> impl Iterator<Item = Result<String, Error>> + use<> {
        let ids = match self {
            Self::Folder { partition, .. } => Some(partition.ids()),
            _ => None,
        };
        ids.into_iter().flatten()
    }

    /// Takes a page.
    pub fn write(&mut self, batch: &Batch, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Self::Folder { partition, since } => {
                partition.write(&batch.mapped, &batch.resume)?;
                if since.elapsed() >= CHECKPOINT {
                    partition.checkpoint()?;
                    *since = Instant::now();
                }
            }
            Self::File(file) => file.write(&batch.mapped)?,
            Self::Output(writer) => {
                writer.write(&batch.mapped)?;
                console.out.write_all(writer.get_mut())?;
                writer.get_mut().clear();
            }
        }
        Ok(())
    }

    /// Makes sure of what came.
    pub fn checkpoint(&mut self) -> Result<(), Failure> {
        if let Self::Folder { partition, .. } = self {
            partition.checkpoint()?;
        }
        Ok(())
    }

    /// Makes sure of what came, and keeps why no more did.
    pub fn break_off(self, why: &str) -> Result<(), Failure> {
        if let Self::Folder { partition, .. } = self {
            partition.break_off(why)?;
        }
        Ok(())
    }

    /// Ends the list.
    pub fn finish(self, verdict: &Verdict) -> Result<(), Failure> {
        if let Self::Folder { partition, .. } = self {
            partition.finish(verdict)?;
        }
        Ok(())
    }
}
