//! The contact model.

pub mod model;
pub mod normalize;
pub mod mapping;
pub mod ledger;
