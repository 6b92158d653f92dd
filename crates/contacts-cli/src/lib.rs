#![doc = include_str!("../README.md")]

pub mod arguments;
pub mod commands;
mod console;
mod exit;
mod text;

pub use console::{Console, WIDTH};
pub use exit::{Exit, Failure};
pub use text::plain;
