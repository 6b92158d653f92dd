#![doc = include_str!("../README.md")]

#[allow(
    missing_docs,
    clippy::all,
    reason = "written by the generator; what is undocumented is undocumented by the vendor"
)]
#[rustfmt::skip]
mod generated;

pub use contacts_runtime as runtime;
#[cfg(feature = "client")]
pub use generated::client::*;
#[cfg(feature = "replay")]
pub use generated::replay;
#[cfg(feature = "client")]
pub use generated::{builder, errors};
pub use generated::{operations, types};
