#![doc = include_str!("../README.md")]

pub mod coverage;
pub mod jscontact;
pub mod ledger;
pub mod mapping;
pub mod model;
pub mod normalize;
pub mod resolve;
#[cfg(feature = "schema")]
pub mod schema;

/// What a vendor can do, as data: see [`contacts_runtime::operation`].
pub mod capability {
    pub use contacts_runtime::operation::{
        Capability, End, Evidence, Operation, Pagination, Scheme,
    };
}
