//! From the answers of the vendors to the model.
//!
//! [`map`] takes the body of an answer and gives what is in it. Each vendor has one file here, which
//! takes every generated struct apart, with no `..`, and hands each member to a [`Scope`]; so a member
//! that a spec gains does not compile until somebody says what becomes of it.
//!
//! ```
//! use contacts_core::mapping::{MapError, Origin, map};
//!
//! let origin = Origin::new("nobody", "https://crm.example.com");
//! let error = map("nobody", "listContacts", "{}", &origin);
//! assert!(matches!(error, Err(MapError::UnknownVendor { .. })));
//! ```

#[cfg(feature = "chatbotx")]
pub mod chatbotx;
#[cfg(feature = "digital99")]
pub mod digital99;
#[cfg(feature = "dmchamp")]
pub mod dmchamp;
mod error;
#[cfg(feature = "insighto")]
pub mod insighto;
mod mapped;
mod origin;
mod points;
mod received;
mod records;
mod registry;
mod relations;
mod scalars;
mod scope;
#[cfg(feature = "tetherai")]
pub mod tetherai;
// new-vendor: module

pub use error::{BodyProblem, MapError};
pub use mapped::{Mapped, Undecodable};
pub use origin::Origin;
pub use points::{Point, PointObject};
pub use received::{Json, Received};
pub use records::{OneRecord, Record, Records};
pub use registry::{Answer, Handler, MAPPINGS, Mapping, map, mapped, mapping};
pub use relations::{Identified, present};
pub use scope::Scope;
