//! What listing costs: `cargo bench -p contacts-runtime`.
//!
//! A server of this machine gives pages of 50 contacts as ChatbotX does, from a process of its own. Each way to list them
//! runs in a process of its own too, so that its processor time and its peak memory are its alone: a bare loop of reqwest
//! and serde_json into plain types (the baseline), the generated client page by page, and a sweep with its verdict. Then a
//! single small call: what retries, limits and spans cost where none of them is needed.
//!
//! It prints ratios to the baseline of the same run and never fails for being slow.

#[rustfmt::skip]
#[expect(dead_code, reason = "they are read into, and nothing is read from them")]
#[path = "../../../contacts-core/benches/page/baseline.rs"]
mod baseline;
#[expect(dead_code, reason = "its other user needs more of it")]
#[path = "../../../contacts-core/benches/page/body.rs"]
mod body;
mod calls;
mod list;
mod process;
mod server;

use std::error::Error;

use process::{Measured, Server};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", contacts, latency] => server::serve(contacts.parse()?, latency.parse()?),
        ["list", way, url] => process::report(|| list::run(way, url)),
        // `cargo test --benches` only looks whether they run.
        words if words.contains(&"--bench") => {
            compare(&[10_000, 100_000, 1_000_000], 5_000, 20_000)
        }
        _ => compare(&[200], 200, 20),
    }
}

/// Prints the tables: sizes of the lists, contacts listed from a slow server, and number of single calls.
fn compare(sizes: &[usize], slow: usize, calls: u32) -> Outcome<()> {
    for (index, &contacts) in sizes.iter().enumerate() {
        let server = Server::start(contacts, 0)?;
        println!("\n{contacts} contacts, one page after the other");
        // The whole list in memory, or a second long run of what the smaller lists have shown, would prove nothing more.
        let ways: &[_] = if index + 1 == sizes.len() && index > 0 {
            &["sweep", "sweep, window"]
        } else {
            &["bare loop", "pages", "sweep", "sweep, window"]
        };
        rows(&server, ways, |measured| measured.processor)?;
    }
    for latency in [20, 100] {
        let server = Server::start(slow, latency)?;
        println!("\n{slow} contacts, {latency} ms until the server answers");
        rows(&server, &["sweep", "sweep, prefetch 8"], |measured| {
            measured.wall
        })?;
    }
    calls::compare(calls)
}

fn rows(server: &Server, ways: &[&str], ratio: impl Fn(&Measured) -> f64) -> Outcome<()> {
    println!(
        "{:22} {:>9} {:>12} {:>20} {:>10} {:>7}",
        "", "wall", "processor", "processor/100,000", "peak", "ratio"
    );
    let mut first = None;
    for way in ways {
        let measured = process::measure(&["list", way, server.url()])?;
        let base = *first.get_or_insert(ratio(&measured));
        println!(
            "{:22} {:>7.2} s {:>10.2} s {:>18.2} s {:>6.1} MiB {:>7.2}",
            way,
            measured.wall,
            measured.processor,
            measured.processor * 100_000.0 / measured.items as f64,
            measured.peak_kib as f64 / 1024.0,
            ratio(&measured) / base,
        );
    }
    Ok(())
}
