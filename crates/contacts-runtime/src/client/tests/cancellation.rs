//! A call that is dropped, at any point at which it can be, leaves limiter and budget as if it had never waited.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::SystemTime;

use super::server::{Act, Server, answer};
use super::*;
use crate::client::policy::{Attempt, Observer, Rate, Timer};

/// A clock whose waits are not over at once, so that a call can be dropped in them.
#[derive(Clone, Debug, Default)]
struct Hesitant(VirtualClock);

impl Clock for Hesitant {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn wall(&self) -> SystemTime {
        self.0.wall()
    }

    fn sleep(&self, duration: Duration) -> Timer {
        let sleep = self.0.sleep(duration);
        Box::pin(async move {
            tokio::task::yield_now().await;
            sleep.await;
        })
    }

    fn bound(&self, duration: Duration) -> Timer {
        self.0.bound(duration)
    }
}

/// Polls a future so many times and drops it; whether it came to its end.
async fn poll_times<F: Future>(future: F, times: usize) -> bool {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

#[tokio::test]
async fn a_call_can_be_dropped_at_every_poll() {
    const FULL: u32 = 1000;
    let mut polls = 0;
    let mut ended = false;
    // One poll more each time, until the call comes to its end: two retries, and two waits for the rate limit.
    while !ended {
        let clock = Hesitant::default();
        let server = Server::start(&clock.0, |_| Act::Send(answer(503, "", ""))).await;
        let policy = Policy::default().with_rate(Rate::of(1, SECOND));
        let built = builder(&server, &clock.0)
            .clock(clock.clone())
            .policy(policy)
            .build();
        let transport = built.expect("a transport");
        ended = poll_times(call(&transport, &LIST), polls).await;
        polls += 1;

        // What is paid for was at least about to be sent, and what the server saw was paid for.
        let paid = (FULL - transport.0.budget.left(None)) / 10;
        assert_eq!(paid * 10, FULL - transport.0.budget.left(None));
        assert!(
            paid <= 2 && server.asked() as u32 <= paid + 1,
            "{paid} {}",
            server.asked()
        );
        // The next call has a place one second after the last one that was sent, at the latest.
        let before = clock.now();
        call(&transport, &LIST).await.expect_err("it always fails");
        assert!(
            clock.now() - before <= 4 * SECOND,
            "{:?}",
            clock.now() - before
        );
    }
    assert!(polls > 8, "the call was dropped at {polls} points only");
}

struct Panics;

impl Observer for Panics {
    fn attempt_ended(&self, _: &Attempt<'_>) {
        panic!("a hook of the caller's");
    }
}

#[tokio::test]
async fn a_hook_that_panics_leaves_everything_as_it_was() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| Act::Send(answer(503, "", ""))).await;
    let policy = Policy::default().with_rate(Rate::of(1, SECOND));
    let transport = builder(&server, &clock)
        .policy(policy)
        .observer(Panics)
        .build()
        .expect("a transport");
    for number in 1..4 {
        let call = {
            let transport = transport.clone();
            tokio::spawn(async move { call(&transport, &LIST).await })
        };
        assert!(call.await.expect_err("the hook panics").is_panic());
        assert_eq!(transport.0.budget.left(None), 1000, "no retry was made");
        assert_eq!(server.asked(), number);
    }
    assert_eq!(clock.now(), 2 * SECOND);
}
