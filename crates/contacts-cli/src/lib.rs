#![doc = include_str!("../README.md")]

mod account;
pub mod arguments;
pub mod commands;
mod config;
mod console;
mod exit;
mod interrupt;
mod known;
mod progress;
pub mod report;
mod text;
mod write;

pub use console::{Console, WIDTH};
pub use exit::{Exit, Failure};
pub use text::plain;
