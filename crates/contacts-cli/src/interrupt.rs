//! Ctrl-C: once stops cleanly where a command can, twice ends at once.

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// What a shell takes for a command that Ctrl-C ended.
const ENDED: i32 = 130;

/// Whether somebody wants the command to stop.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// How many parts of the command would stop cleanly.
    holders: AtomicUsize,
    asked: watch::Sender<bool>,
}

/// As long as it lives, the first Ctrl-C ends nothing: the command stops by itself.
#[derive(Debug)]
pub struct Hold(Arc<State>);

impl Interrupt {
    /// Waits for Ctrl-C, and ends the process where the command does not stop by itself.
    pub async fn listen(self) {
        while tokio::signal::ctrl_c().await.is_ok() {
            if !self.ask() {
                process::exit(ENDED);
            }
            let _ = writeln!(
                io::stderr(),
                "\ncontacts: stopping; Ctrl-C again stops at once"
            );
        }
    }

    /// Asks the command to stop; whether it will.
    fn ask(&self) -> bool {
        let held = self.0.holders.load(Ordering::SeqCst) > 0;
        held && !self.0.asked.send_replace(true)
    }

    /// From now on the command stops by itself.
    pub fn hold(&self) -> Hold {
        self.0.holders.fetch_add(1, Ordering::SeqCst);
        Hold(Arc::clone(&self.0))
    }
}

impl Hold {
    /// Whether the command is asked to stop.
    pub fn is_asked(&self) -> bool {
        *self.0.asked.borrow()
    }

    /// Waits until the command is asked to stop.
    pub async fn asked(&self) {
        let mut asked = self.0.asked.subscribe();
        // The sender lives as long as this does.
        let _ = asked.wait_for(|asked| *asked).await;
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.holders.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_is_a_request_and_the_second_an_order() {
        let interrupt = Interrupt::default();
        assert!(!interrupt.ask(), "nobody would stop");
        let hold = interrupt.hold();
        assert!(!hold.is_asked());
        assert!(interrupt.ask());
        assert!(hold.is_asked());
        hold.asked().await;
        assert!(!interrupt.ask(), "it was asked before");
    }

    #[test]
    fn who_is_done_holds_nothing() {
        let interrupt = Interrupt::default();
        drop(interrupt.hold());
        assert!(!interrupt.ask());
    }
}
