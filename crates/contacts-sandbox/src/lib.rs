#![doc = include_str!("../README.md")]

mod account;
mod exchange;
mod faults;
mod handler;
mod ids;
mod new_version;
mod oddities;
mod people;
mod routes;
mod running;
mod server;
mod snapshot;
mod store;
mod vendors;

pub use faults::{Effect, Faults, FaultsError, Rule, When};
pub use oddities::Oddities;
pub use running::{KnownContact, KnownContacts, RequestLine, Running};
pub use server::{Error, Options, Sandbox};
pub use snapshot::Snapshot;
pub use store::Storage;
pub use vendors::slugs;
