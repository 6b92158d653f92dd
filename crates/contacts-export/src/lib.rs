#![doc = include_str!("../README.md")]

pub mod diff;
mod disk;
mod error;
mod flat;
mod folder;
mod format;
mod forms;
pub mod formula;
pub mod manifest;
mod recognise;
mod shape;
mod single;
mod tree;
mod verify;
mod walk;
mod whose;
mod writer;

pub use disk::{Disk, Machine, Target, private_file, private_folder, private_options};
pub use error::Error;
pub use folder::{Folder, Partition, contacts};
pub use format::{Format, Schema, UnknownFormat};
pub use forms::{Entries, Entry, read};
pub use manifest::{Extent, Manifest};
pub use recognise::recognise;
pub use single::Single;
pub use verify::{Finding, Verified, verify};
pub use whose::Whose;
pub use writer::Writer;
