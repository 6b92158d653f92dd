//! Wire types: what a vendor sent, with nothing lost.

pub mod debug;
pub mod decode;
pub mod json_string;
pub mod open;
pub mod patch;
pub mod sourced;
pub mod time;
