#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(all(
        feature = "insighto",
        feature = "chatbotx",
        feature = "digital99",
        feature = "tetherai",
        feature = "dmchamp"
    )),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "what the vendors share has parts that not each of them needs"
    )
)]

mod account;
mod calls;
mod capabilities;
mod contacts;
mod details;
mod error;
mod filter;
mod plan;
mod provider;
mod sweep;
mod vendors;
mod write;
mod writes;

pub use contacts_core as core;
pub use contacts_core::model::Contact;
pub use contacts_runtime as runtime;

pub use account::{Account, AccountError};
pub use capabilities::{Capabilities, Served, WrittenField};
pub use contacts::Contacts;
pub use contacts_runtime::client::{
    Dedup, Reason, Resume, ResumeError, SweepOptions, Tally, Verdict,
};
pub use contacts_runtime::replay::{Answer, Records};
pub use details::{Detail, UnknownDetail, Unread};
pub use error::{Error, Unsupported};
pub use filter::Filter;
pub use plan::{Applied, Ignored, NEW_CONTACT, Plan, PlanOptions, Refusal, Step, StepOutcome};
pub use sweep::{Batch, Sweep};
pub use vendors::vendors;
pub use write::{
    ContactPatch, Field, FieldPath, FieldWrite, Refinement, Support, UnknownField, Write,
};
