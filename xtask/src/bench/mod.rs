//! Benchmarks that anyone can run: `cargo xtask bench …`.

pub mod drift;
pub mod export;
