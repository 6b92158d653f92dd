//! What the tests of this package share.

mod answers;
pub mod canary;
pub mod clock;
pub mod fault;
pub mod pages;
pub mod server;
pub mod stand;
mod subject;
mod tls;
mod workspace;

pub use answers::Part;
pub use subject::{Fill, Reply, Subject};
pub use workspace::{Workspace, root};

use contacts_runtime::replay::Replay;

/// The examples of README.md.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The generated clients.
pub static CLIENTS: &[&Replay] = &[
    &contacts_chatbotx::replay::REPLAY,
    &contacts_digital99::replay::REPLAY,
    &contacts_dmchamp::replay::REPLAY,
    &contacts_insighto::replay::REPLAY,
    &contacts_tetherai::replay::REPLAY,
    // new-vendor: replay
];
