//! What the benchmark compares with is made of the generated types as they are now.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use std::fs;
use std::path::Path;

use xtask::bench_types::{INPUT, OUTPUT, baseline};

#[test]
fn the_baseline_of_the_benchmark_is_fresh() {
    let read = |path: &str| {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        fs::read_to_string(root.join(path)).expect("it is there")
    };
    let fresh = baseline(&read(INPUT)).expect("it is Rust");
    assert!(
        read(OUTPUT) == fresh,
        "{OUTPUT} is stale: cargo xtask bench-types"
    );
}
