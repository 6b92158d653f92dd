//! Rate limits: never more than allowed, in the order of asking, and nothing stays behind of who gives up.

use std::pin::pin;
use std::sync::Mutex;

use futures_util::FutureExt;
use futures_util::future::join_all;
use proptest::prelude::*;

use super::server::{Act, Server, answer};
use super::*;
use crate::client::TransportError;
use crate::client::policy::{Limiter, NoPlace, Rate};
use crate::operation::RateLimit;

const FOREVER: Duration = Duration::MAX;

/// Whether there are at most `requests` times in every window.
fn keeps(times: &[Duration], requests: usize, per: Duration) -> bool {
    let pairs = times.iter().zip(times.iter().skip(requests));
    pairs
        .into_iter()
        .all(|(first, beyond)| *beyond >= *first + per)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Some callers come later, some give up after a while; the others go in the order in which they came.
    #[test]
    fn never_more_than_allowed_in_any_window_and_first_come_first_served(
        requests in 1_u32..8,
        per in 1_u64..50,
        callers in proptest::collection::vec((0_u64..30, prop::option::weighted(0.2, 0_usize..4)), 1..60),
    ) {
        let (clock, per) = (VirtualClock::new(), Duration::from_millis(per));
        let limiter = Limiter::new(Rate::of(requests, per));
        let went = Mutex::new(Vec::new());
        let calls = callers.iter().enumerate().map(|(number, (later, patience))| {
            let (clock, limiter, went) = (&clock, &limiter, &went);
            async move {
                let mut place = pin!(limiter.place(clock, FOREVER, None, &[]));
                let polls = patience.unwrap_or(usize::MAX);
                for _ in 0..polls {
                    if let Some(placed) = (&mut place).now_or_never() {
                        placed.expect("there is always a place some day");
                        went.lock().expect("no panic").push((number, clock.now()));
                        clock.advance(Duration::from_millis(*later));
                        return;
                    }
                    tokio::task::yield_now().await;
                }
            }
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(join_all(calls));
        let went = went.into_inner().expect("no panic");
        let (order, times): (Vec<_>, Vec<_>) = went.into_iter().unzip();
        prop_assert!(order.is_sorted(), "{:?}", order);
        prop_assert!(keeps(&times, requests as usize, per), "{:?}", times);
        let patient = callers.iter().filter(|(_, patience)| patience.is_none()).count();
        prop_assert!(order.len() >= patient);
    }
}

#[test]
fn a_full_window_goes_at_once_and_the_next_waits_for_it_to_pass() {
    let clock = VirtualClock::new();
    let limiter = Limiter::new(Rate::of(3, 10 * SECOND));
    let times: Vec<_> = (0..7)
        .map(|_| {
            let placed = limiter.place(&clock, FOREVER, None, &[]).now_or_never();
            placed.expect("in virtual time").expect("a place");
            clock.now().as_secs()
        })
        .collect();
    assert_eq!(times, [0, 0, 0, 10, 10, 10, 20]);
}

#[test]
fn an_operation_with_a_limit_of_its_own_counts_for_both_and_stands_in_nobodys_way() {
    const ALL: RateLimit = RateLimit {
        scope: "",
        requests: 10,
        seconds: 60,
    };
    const OWN: RateLimit = RateLimit {
        scope: "search",
        requests: 1,
        seconds: 60,
    };
    let clock = VirtualClock::new();
    let limiter = Limiter::new(Rate::Documented);
    let place = |limits: &'static [RateLimit], deadline| {
        limiter
            .place(&clock, deadline, None, limits)
            .now_or_never()
            .expect("in virtual time")
    };
    place(&[OWN, ALL], SECOND).expect("the first search");
    assert_eq!(
        place(&[OWN, ALL], SECOND),
        Err(NoPlace { after: 60 * SECOND })
    );
    for _ in 0..9 {
        place(&[ALL], SECOND).expect("others go on");
    }
    assert_eq!(
        place(&[ALL], SECOND),
        Err(NoPlace { after: 60 * SECOND }),
        "the search counts too"
    );
    place(&[], SECOND).expect("what has no limit has none");
    assert_eq!(clock.now(), Duration::ZERO);
}

#[tokio::test]
async fn a_pause_that_the_vendor_asks_for_holds_everybody_back() {
    let clock = VirtualClock::new();
    let limited = |number| match number {
        0 => Act::Send(answer(429, "retry-after: 30\r\n", "")),
        _ => Act::Send(answer(200, "", "")),
    };
    let server = Server::start(&clock, limited).await;
    let transport = transport(&server, &clock, Policy::default().with_attempts(1));
    call(&transport, &LIST)
        .await
        .expect_err("no second attempt");
    call(&transport.clone(), &CREATE)
        .await
        .expect("after the pause");
    assert_eq!((server.asked(), clock.now()), (2, 30 * SECOND));
}

#[tokio::test]
async fn a_call_that_would_wait_beyond_its_deadline_is_not_sent() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| Act::Send(answer(200, "", ""))).await;
    let policy = Policy::default().with_rate(Rate::of(1, 600 * SECOND));
    let transport = transport(&server, &clock, policy);
    call(&transport, &LIST).await.expect("the first");
    let error = call(&transport, &LIST).await.expect_err("no place");
    assert!(
        matches!(error, Error::Transport(TransportError::HeldBack { .. })),
        "{error}"
    );
    assert_eq!((server.asked(), clock.now()), (1, Duration::ZERO));
}
