#![doc = include_str!("../README.md")]

pub mod acceptance;
mod aspect;
pub mod bind;
pub mod claim;
pub mod code;
pub mod compare;
pub mod coverage;
pub mod finding;
pub mod fix;
pub mod page;
pub mod payload;
pub mod report;
pub mod spec;
mod subject;
pub mod versions;
mod words;

pub use bind::{Ledger, Outcome};
pub use claim::{Claim, Fact, Location, Says, Side, Span, Type};
pub use code::{Area, Code};
pub use finding::{Certainty, Finding, Level, Place};
pub use page::{Page, Unreadable};
pub use spec::Spec;
