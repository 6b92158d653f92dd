//! Normalisers: from the text of a vendor to a value of the model, and what is wrong with the text.
//!
//! Each is one pure function. The text always stays beside the value, and none panics on any text.

pub mod country;
pub mod email;
pub mod language;
pub mod phone;
#[cfg(feature = "phone")]
mod phone_plan;
#[cfg(test)]
mod tests;
pub mod time_zone;
pub mod timestamp;
pub mod url;
