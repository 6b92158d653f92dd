//! A small harness: all rows in turn, many rounds, so that what disturbs the machine disturbs them alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// What is measured, and its name.
pub struct Row<'a> {
    name: &'static str,
    run: Box<dyn Fn() -> bool + 'a>,
}

/// A row of the table. `run` says whether it did its work, so that none of it is optimised away.
pub fn row<'a>(name: &'static str, run: impl Fn() -> bool + 'a) -> Row<'a> {
    Row {
        name,
        run: Box::new(run),
    }
}

/// Measures the rows and prints times, and ratios to the first one. `cargo bench -p contacts-core -- NAME` measures those
/// whose name contains `NAME`.
pub fn compare(rows: &[Row<'_>]) {
    let (options, names): (Vec<_>, Vec<_>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with('-'));
    let is_meant = |row: &&Row<'_>| names.iter().all(|name| row.name.contains(name));
    let rows: Vec<_> = rows.iter().filter(is_meant).collect();
    // `cargo test --benches` only looks whether they run.
    let is_bench = options.iter().any(|option| option == "--bench");
    let (warm_up, rounds) = if is_bench { (50, 500) } else { (0, 1) };
    let mut times = vec![Vec::with_capacity(rounds); rows.len()];
    for round in 0..warm_up + rounds {
        for (row, times) in rows.iter().zip(&mut times) {
            let start = Instant::now();
            let done = black_box((row.run)());
            let time = start.elapsed();
            assert!(done, "{} failed", row.name);
            if round >= warm_up {
                times.push(time);
            }
        }
    }
    let best: Vec<_> = times.iter_mut().map(|times| best(times)).collect();
    let Some(&(first_minimum, first_median)) = best.first() else {
        return;
    };
    println!(
        "{:36} {:>9} {:>9}   ratio of minimum, of median",
        "", "minimum", "median"
    );
    for (row, (minimum, median)) in rows.iter().zip(best) {
        println!(
            "{:36} {:>6.0} µs {:>6.0} µs   {:.2}   {:.2}",
            row.name,
            micros(minimum),
            micros(median),
            micros(minimum) / micros(first_minimum),
            micros(median) / micros(first_median),
        );
    }
}

/// Minimum and median.
fn best(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |index: usize| times.get(index).copied().unwrap_or_default();
    (at(0), at(times.len() / 2))
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
