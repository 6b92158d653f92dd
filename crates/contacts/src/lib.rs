#![doc = include_str!("../README.md")]

mod account;
mod contacts;
mod error;
mod provider;
mod sweep;
mod vendors;

pub use contacts_core as core;
pub use contacts_core::model::Contact;
pub use contacts_runtime as runtime;

pub use account::{Account, AccountError};
pub use contacts::Contacts;
pub use contacts_runtime::client::{
    Dedup, Reason, Resume, ResumeError, SweepOptions, Tally, Verdict,
};
pub use error::{Error, Unsupported};
pub use sweep::{Batch, Sweep};
pub use vendors::vendors;
