//! Processes of their own: the server, and each thing that is measured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use crate::Outcome;

/// What a process took.
pub struct Measured {
    /// Records that it read.
    pub items: u64,
    /// Seconds that it took.
    pub wall: f64,
    /// Seconds of processor time.
    pub processor: f64,
    /// Largest resident set, in KiB; 0 where the system does not say.
    pub peak_kib: u64,
}

/// A server in a process of its own, ended with this value.
pub struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// A server of so many contacts, which waits so many milliseconds before it answers.
    pub fn start(contacts: usize, latency: u64) -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &contacts.to_string(), &latency.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut url)?;
        }
        Ok(Self {
            child,
            url: url.trim().to_owned(),
        })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs this program with these arguments, and reads what it reports.
pub fn measure(arguments: &[&str]) -> Outcome<Measured> {
    let output = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{arguments:?} failed").into());
    }
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| said.get(name).and_then(Value::as_f64).unwrap_or_default();
    Ok(Measured {
        items: number("items") as u64,
        wall: number("wall"),
        processor: number("processor"),
        peak_kib: number("peak") as u64,
    })
}

/// Does the work, and prints what [`measure`] reads.
pub fn report(work: impl FnOnce() -> Outcome<u64>) -> Outcome<()> {
    let start = Instant::now();
    let items = work()?;
    let said = json!({
        "items": items,
        "wall": start.elapsed().as_secs_f64(),
        "processor": processor_time().as_secs_f64(),
        "peak": peak_kib(),
    });
    println!("{said}");
    Ok(())
}

/// Processor time of this process so far.
pub fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        time.tv_sec.try_into().unwrap_or_default(),
        time.tv_nsec.try_into().unwrap_or_default(),
    )
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}
