//! What the tests of this package share.

pub mod server;
mod workspace;

pub use workspace::{Workspace, root};

use contacts_runtime::DecodeError;
use serde_json::Value;

/// Reads a component and writes it again.
pub type RoundTrip = fn(&str, &str) -> Option<Result<Value, DecodeError>>;

/// The generated crates, by slug.
pub const REPLAYS: &[(&str, RoundTrip)] = &[
    ("chatbotx", contacts_chatbotx::replay::round_trip),
    ("digital99", contacts_digital99::replay::round_trip),
    ("dmchamp", contacts_dmchamp::replay::round_trip),
    ("insighto", contacts_insighto::replay::round_trip),
    ("tetherai", contacts_tetherai::replay::round_trip),
    // new-vendor: replay
];
