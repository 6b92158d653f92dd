//! Processor time and peak memory of a process, as Linux counts them.

use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one process took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Seconds by the clock.
    pub wall: f64,
    /// Seconds of processor time.
    pub processor: f64,
    /// Most memory, in KiB.
    pub peak: u64,
}

/// The clock ticks of `/proc/<pid>/stat`, which Linux counts at this rate whatever its own is.
const TICKS: f64 = 100.0;

/// Runs a command to its end, its output thrown away.
///
/// # Errors
///
/// If it does not start, fails, or the system has no `/proc`.
pub fn measure(command: &mut Command) -> io::Result<Measured> {
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let folder = format!("/proc/{}", child.id());
    let mut measured = Measured::default();
    // An ended process keeps its times until somebody waits for it, but not its memory.
    loop {
        let stat = fs::read_to_string(format!("{folder}/stat"))?;
        let (state, processor) = times(&stat);
        let status = fs::read_to_string(format!("{folder}/status"))?;
        measured.peak = peak(&status).unwrap_or_default().max(measured.peak);
        measured.processor = processor;
        if state == "Z" {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    measured.wall = started.elapsed().as_secs_f64();
    let status = child.wait()?;
    match status.success() {
        true => Ok(measured),
        false => {
            let program = command.get_program().display();
            Err(io::Error::other(format!("{program} ended with {status}")))
        }
    }
}

/// The state, and the time in and for the process. Its name stands before, in brackets, with whatever is in it.
fn times(stat: &str) -> (&str, f64) {
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |place: usize| -> f64 {
        let field = fields
            .get(place)
            .and_then(|field| field.parse::<f64>().ok());
        field.unwrap_or_default()
    };
    let state = fields.first().copied().unwrap_or("Z");
    (state, (ticks(11) + ticks(12)) / TICKS)
}

fn peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
