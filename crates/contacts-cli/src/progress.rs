//! How far a long run is, on a terminal: counts, rate, and what calls wait for.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contacts::runtime::client::policy::{Attempt, Observer};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// A run that is over before this shows no progress, and a wait that is shorter is not told.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is drawn, in a second.
const DRAWN: u8 = 5;

/// A line of standard error. Clones are the same line.
#[derive(Clone)]
pub struct Progress {
    bar: ProgressBar,
    shown: Arc<AtomicBool>,
    calls: Arc<Mutex<Calls>>,
}

/// How calls go.
#[derive(Debug, Default)]
struct Calls {
    retries: u64,
    /// Until when a call waits, and why.
    wait: Option<(Instant, &'static str)>,
}

impl Progress {
    pub fn new() -> Self {
        let progress = Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            shown: Arc::default(),
            calls: Arc::default(),
        };
        progress.bar.set_style(progress.style("{calls}", ""));
        progress
    }

    /// How many of how many, if that is known.
    pub fn show(&self, what: &str, done: u64, total: Option<u64>) {
        if self.bar.message() != what {
            // Of something else: its rate begins anew.
            self.bar.reset();
            self.bar.set_message(what.to_owned());
            self.bar.unset_length();
        }
        if let Some(total) = total.filter(|total| *total >= done) {
            self.bar.set_length(total);
        }
        let template = match self.bar.length() {
            Some(_) => "{msg}: {human_pos} of {human_len}, {rate}, {eta} left{calls}",
            None => "{msg}: {human_pos}, {rate}, {elapsed}{calls}",
        };
        self.bar.set_style(self.style(template, ", "));
        self.bar.set_position(done);
        if self.bar.elapsed() > PATIENCE {
            self.draw();
        }
    }

    /// Does something while the line is away.
    pub fn suspend<T>(&self, what: impl FnOnce() -> T) -> T {
        self.bar.suspend(what)
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn draw(&self) {
        if !self.shown.swap(true, Ordering::SeqCst) {
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(DRAWN));
            // The time goes on while an answer is waited for.
            self.bar.enable_steady_tick(PATIENCE);
        }
    }

    /// Without colours and bars: a line that a narrow window has room for. `lead` stands before what calls wait for.
    fn style(&self, template: &str, lead: &'static str) -> ProgressStyle {
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        let calls = Arc::clone(&self.calls);
        // What can't be written is left out.
        let style = style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{:.0}/s", state.per_sec());
        });
        style.with_key("calls", move |_: &ProgressState, out: &mut dyn Write| {
            let text = locked(&calls).text(Instant::now());
            if !text.is_empty() {
                let _ = write!(out, "{lead}{text}");
            }
        })
    }
}

impl Observer for Progress {
    fn attempt_ended(&self, attempt: &Attempt<'_>) {
        match attempt.wait {
            Some(wait) => {
                let why = match attempt.result {
                    Ok(_) => "the vendor is busy",
                    Err(_) => "no answer came",
                };
                locked(&self.calls).waits(Instant::now() + wait, why);
                if wait >= PATIENCE {
                    self.draw();
                }
            }
            // Of a command that shows a wait only, the line makes room for the result.
            None if self.bar.message().is_empty() && self.shown.swap(false, Ordering::SeqCst) => {
                self.bar.finish_and_clear();
                self.bar.set_draw_target(ProgressDrawTarget::hidden());
                self.bar.reset();
            }
            None => {}
        }
    }
}

impl Calls {
    fn waits(&mut self, until: Instant, why: &'static str) {
        self.retries += 1;
        if self.wait.is_none_or(|(other, _)| other < until) {
            self.wait = Some((until, why));
        }
    }

    fn text(&self, now: Instant) -> String {
        let mut parts = Vec::new();
        if self.retries > 1 {
            parts.push(format!("{} retries", self.retries));
        }
        if let Some((until, why)) = self.wait.filter(|(until, _)| *until > now) {
            let seconds = until.duration_since(now).as_secs_f64().ceil();
            parts.push(format!("waiting {seconds} s, {why}"));
        }
        parts.join(", ")
    }
}

fn locked(calls: &Mutex<Calls>) -> MutexGuard<'_, Calls> {
    calls.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_is_waited_for_as_long_as_it_is() {
        let begin = Instant::now();
        let after = |seconds: u64| begin + Duration::from_secs(seconds);
        let mut calls = Calls::default();
        assert_eq!(calls.text(begin), "");
        calls.waits(after(12), "the vendor is busy");
        // One that waits less long tells nothing new.
        calls.waits(after(3), "no answer came");
        let told = [0, 11, 12].map(|seconds| calls.text(after(seconds)));
        assert_eq!(
            told,
            [
                "2 retries, waiting 12 s, the vendor is busy",
                "2 retries, waiting 1 s, the vendor is busy",
                "2 retries",
            ]
        );
    }
}
