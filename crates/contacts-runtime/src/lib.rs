#![doc = include_str!("../README.md")]

#[cfg(feature = "client")]
pub mod client;
mod invalid_fields;
pub mod operation;
#[cfg(feature = "replay")]
pub mod replay;
mod wire;

pub use wire::{
    decode::{DecodeError, decode},
    json_string::JsonString,
    open::Open,
    patch::Patch,
    sourced::{Mismatch, Sourced},
    time::WireTime,
};

/// What generated code names; not part of the public promise.
#[doc(hidden)]
pub mod private {
    pub use serde_json;
}
