#![doc = include_str!("../README.md")]

pub mod arguments;
pub mod commands;
mod exit;
mod text;

pub use exit::{Exit, Failure};
