//! From a spec to a client crate, in stages that can each be looked at:
//!
//! 1. [`lower`]: the spec with every reference resolved, every type named, and everything that the type generator
//!    refuses or ignores moved aside; [`api`] is what was moved aside, as operations.
//! 2. [`engine`]: progenitor turns the lowered schemas into Rust types.
//! 3. [`passes`]: syn passes make these types lose nothing and show nothing.
//! 4. [`emit`]: quote writes client, builders, errors and operation data from the operations.
//! 5. [`write`](mod@write): formatted files, swapped in when all of them are there.

pub mod api;
pub mod docs;
pub mod emit;
pub mod engine;
pub mod lock;
pub mod lower;
pub mod matrix;
pub mod names;
pub mod passes;
pub mod pipeline;
pub mod write;

pub use pipeline::{Generated, Problem, Source, generate};
