//! Stage 3: syn passes over the generated types.
//!
//! Each pass counts its hits and fails on a number that the lowered spec does not explain: a new version of the type
//! generator that writes another shape is found out here, not by a user.

mod builders;
mod derives;
mod docs;
mod index;
mod members;

pub use index::{Field, Index, generic, last_name};

use super::api::Api;
use super::lower::Lowered;
use super::pipeline::Problem;

/// Types after the passes.
#[derive(Clone, Debug)]
pub struct Types {
    /// The items of the `types` module.
    pub items: Vec<syn::Item>,
    /// What each struct is made of.
    pub index: Index,
}

/// Applies all passes.
///
/// # Errors
///
/// If a pass hits more or fewer places than the lowered spec has.
pub fn apply(mut items: Vec<syn::Item>, lowered: &Lowered, api: &Api) -> Result<Types, Problem> {
    members::apply(&mut items, lowered)?;
    docs::apply(&mut items, lowered);
    derives::apply(&mut items);
    let index = Index::of(&items)?;
    builders::apply(&mut items, &index, lowered, api)?;
    Ok(Types { items, index })
}
