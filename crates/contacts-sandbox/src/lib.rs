#![doc = include_str!("../README.md")]

mod account;
mod ids;
mod people;
mod server;
mod store;
mod vendors;

pub use server::{Error, KnownContact, KnownContacts, Options, RequestLine, Running, Sandbox};
pub use store::{Oddities, Storage};
pub use vendors::slugs;
