//! How often a call is tried, and what it waits for.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;

use super::server::{Act, Server, answer};
use super::*;
use crate::client::policy::{Attempt, Backoff, Observer, Rate};
use crate::client::{Body, TransportError};
use crate::operation::{Meaning, OwnError};

fn status(status: u16) -> Act {
    Act::Send(answer(status, "", ""))
}

#[tokio::test]
async fn what_passes_is_survived() {
    let table: [(&str, Act); 5] = [
        ("an answer", status(503)),
        ("nothing", Act::Close(Vec::new())),
        (
            "half an answer",
            Act::Close(b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nhalf".to_vec()),
        ),
        ("no HTTP", Act::Close(b"nonsense\r\n\r\n".to_vec())),
        (
            "half a head",
            Act::Close(b"HTTP/1.1 200 X\r\ncont".to_vec()),
        ),
    ];
    for (name, fault) in table {
        let clock = VirtualClock::new();
        let server = Server::start(&clock, move |number| {
            if number < 2 {
                fault.clone()
            } else {
                status(200)
            }
        })
        .await;
        let transport = transport(&server, &clock, Policy::default());
        call(&transport, &LIST)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(server.asked(), 3, "{name}");
        // Half of 200 ms, then half of 400 ms.
        assert_eq!(clock.now(), Duration::from_millis(300), "{name}");
    }
}

#[tokio::test]
async fn a_create_is_sent_once_unless_the_vendor_surely_did_not_do_it() {
    for (headers, code, sent) in [
        ("", 503, 1),
        ("", 429, 1),
        ("ratelimit-reset: 1\r\n", 429, 1),
        ("retry-after: 1\r\n", 500, 1),
        ("retry-after: 1\r\n", 429, 3),
        ("retry-after: 1\r\n", 503, 3),
    ] {
        let clock = VirtualClock::new();
        let server = Server::start(&clock, move |_| Act::Send(answer(code, headers, ""))).await;
        let transport = transport(&server, &clock, Policy::default());
        let error = call(&transport, &CREATE)
            .await
            .expect_err("it never succeeds");
        assert_eq!(
            (error.status(), server.asked()),
            (Some(code), sent),
            "{headers}"
        );
    }
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| Act::Close(Vec::new())).await;
    let transport = transport(&server, &clock, Policy::default());
    let error = call(&transport, &CREATE)
        .await
        .expect_err("it never succeeds");
    assert!(
        matches!(error, Error::Transport(TransportError::Broken { .. })),
        "{error}"
    );
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn without_a_connection_even_a_create_is_tried_again() {
    let clock = VirtualClock::new();
    let told = Told::default();
    let base_url = "http://127.0.0.1:1".parse().expect("a base URL");
    let built = Transport::builder(base_url, Vec::new())
        .clock(clock.clone())
        .observer(told.clone());
    let error = call(&built.build().expect("a transport"), &CREATE)
        .await
        .expect_err("nobody is there");
    assert!(
        matches!(error, Error::Transport(TransportError::Connect { .. })),
        "{error}"
    );
    assert_eq!(
        told.lines(),
        ["1 connect again", "2 connect again", "3 connect last"]
    );
}

/// What the vendor may have done is known over all attempts, not by the last one.
#[tokio::test]
async fn an_error_says_whether_any_attempt_may_have_been_done() {
    let cut = || Act::Close(Vec::new());
    let no_place = || Policy::default().with_rate(Rate::of(1, 600 * SECOND));
    let once = || Policy::default().with_attempts(1);
    let usual = Policy::default;
    let table: [(&str, &'static Operation, Policy, [Act; 3], bool); 8] = [
        (
            "refused",
            &LIST,
            usual(),
            [status(422), cut(), cut()],
            false,
        ),
        (
            "asked to wait",
            &LIST,
            once(),
            [status(429), cut(), cut()],
            false,
        ),
        (
            "unavailable",
            &LIST,
            once(),
            [status(503), cut(), cut()],
            true,
        ),
        ("cut", &CREATE, usual(), [cut(), cut(), cut()], true),
        (
            "cut, then not found",
            &LIST,
            usual(),
            [cut(), status(404), cut()],
            true,
        ),
        (
            "unavailable, then refused",
            &LIST,
            usual(),
            [status(503), status(422), cut()],
            true,
        ),
        (
            "asked to wait, then refused",
            &LIST,
            usual(),
            [status(429), status(422), cut()],
            false,
        ),
        (
            "cut, then no place",
            &LIST,
            no_place(),
            [cut(), cut(), cut()],
            true,
        ),
    ];
    for (name, operation, policy, acts, expected) in table {
        let clock = VirtualClock::new();
        let server = Server::start(&clock, move |number| acts[number].clone()).await;
        let transport = transport(&server, &clock, policy);
        let error = call(&transport, operation).await.expect_err(name);
        assert_eq!(error.may_be_done(), expected, "{name}: {error}");
        // Also with another type of documented error.
        assert_eq!(error.map(|none| none).may_be_done(), expected, "{name}");
    }
    // Nobody listens, and nobody ever did.
    let clock = VirtualClock::new();
    let base_url = "http://127.0.0.1:1".parse().expect("a base URL");
    let built = Transport::builder(base_url, Vec::new()).clock(clock.clone());
    let transport = built.build().expect("a transport");
    let error = call(&transport, &LIST).await.expect_err("nobody is there");
    assert!(!error.may_be_done(), "{error}");
}

/// The first attempt is cut, and at the second nobody listens any more.
#[tokio::test]
async fn a_call_that_was_cut_may_be_done_though_no_connection_stands_any_more() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        drop(listener);
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 512]).await;
    });
    let base_url = format!("http://{address}").parse().expect("a base URL");
    let built = Transport::builder(base_url, Vec::new()).clock(VirtualClock::new());
    let transport = built.build().expect("a transport");
    let error = call(&transport, &LIST).await.expect_err("nobody is there");
    assert!(
        matches!(error, Error::Transport(TransportError::Connect { .. })),
        "{error}"
    );
    assert!(error.may_be_done(), "{error}");
}

/// Keeps what it is told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }
}

impl Observer for Told {
    fn attempt_ended(&self, attempt: &Attempt<'_>) {
        let result = match attempt.result {
            Ok(status) => status.to_string(),
            Err(error) => error.kind().to_owned(),
        };
        let then = attempt.wait.map_or("last", |_| "again");
        let line = format!("{} {result} {then}", attempt.number);
        self.0.lock().expect("no panic").push(line);
    }
}

#[tokio::test]
async fn an_observer_is_told_of_each_attempt() {
    let clock = VirtualClock::new();
    let told = Told::default();
    let server = Server::start(&clock, |number| status(if number < 1 { 500 } else { 404 })).await;
    let transport = builder(&server, &clock)
        .observer(told.clone())
        .build()
        .expect("a transport");
    let error = call(&transport, &LIST).await.expect_err("it is not there");
    assert_eq!(error.meaning(), Some(Meaning::NotFound));
    assert_eq!(told.lines(), ["1 500 again", "2 404 last"]);
}

#[tokio::test]
async fn the_vendors_own_words_go_before_the_status() {
    static OWN: Operation = Operation::new("own", "GET", "/")
        .idempotent()
        .status_at("/status")
        .own_errors(&[
            OwnError {
                status: 500,
                pointer: "/code",
                value: "BAD_TOKEN",
                means: Meaning::Unauthorized,
            },
            OwnError {
                status: 400,
                pointer: "/code",
                value: "7",
                means: Meaning::RateLimited,
            },
        ]);
    let table = [
        (
            500,
            r#"{"code": "BAD_TOKEN"}"#,
            Some(500),
            Some(Meaning::Unauthorized),
            1,
        ),
        (
            500,
            r#"{"code": "OTHER"}"#,
            Some(500),
            Some(Meaning::Unavailable),
            3,
        ),
        (500, "BAD_TOKEN", Some(500), Some(Meaning::Unavailable), 3),
        (
            400,
            r#"{"code": 7}"#,
            Some(400),
            Some(Meaning::RateLimited),
            3,
        ),
        (
            200,
            r#"{"status": 409}"#,
            Some(409),
            Some(Meaning::Conflict),
            1,
        ),
        (
            200,
            r#"{"status": 503}"#,
            Some(503),
            Some(Meaning::Unavailable),
            3,
        ),
        (418, "", Some(418), None, 1),
    ];
    for (code, body, status, meaning, sent) in table {
        let clock = VirtualClock::new();
        let server = Server::start(&clock, move |_| Act::Send(answer(code, "", body))).await;
        let transport = transport(&server, &clock, Policy::default());
        let error = call(&transport, &OWN).await.expect_err("an error");
        assert_eq!(
            (error.status(), error.meaning(), server.asked()),
            (status, meaning, sent),
            "{body}"
        );
        assert_eq!(error.body().map(Body::as_bytes), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn a_vendor_that_says_when_is_not_asked_before() {
    for (headers, waited) in [
        ("retry-after: 5\r\n", 10_300),
        // The same time is over at the second attempt.
        ("retry-after: Thu, 01 Jan 1970 00:00:05 GMT\r\n", 5_300),
        ("ratelimit-reset: 7\r\n", 14_300),
        ("ratelimit: \"default\";r=0;t=7\r\n", 14_300),
        ("", 300),
    ] {
        let clock = VirtualClock::new();
        let server = Server::start(&clock, move |number| match number {
            0 | 1 => Act::Send(answer(429, headers, "")),
            _ => status(200),
        });
        let server = server.await;
        let transport = transport(&server, &clock, Policy::default());
        call(&transport, &LIST).await.expect("an answer in the end");
        assert_eq!(clock.now(), Duration::from_millis(waited), "{headers}");
    }
}

#[tokio::test]
async fn a_vendor_that_wants_a_longer_pause_than_there_is_time_is_believed_at_once() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| {
        Act::Send(answer(429, "retry-after: 3600\r\n", ""))
    })
    .await;
    let transport = transport(&server, &clock, Policy::default());
    let hour = UNIX_EPOCH + Duration::from_secs(3600);

    let error = call(&transport, &LIST).await.expect_err("no time");
    assert_eq!((error.status(), error.retry_at()), (Some(429), Some(hour)));
    let error = call(&transport, &CREATE).await.expect_err("held back");
    assert!(
        matches!(error, Error::Transport(TransportError::HeldBack { .. })),
        "{error}"
    );
    assert_eq!(
        (error.meaning(), error.retry_at()),
        (Some(Meaning::RateLimited), Some(hour))
    );
    assert_eq!((server.asked(), clock.now()), (1, Duration::ZERO));

    clock.advance(Duration::from_secs(3590));
    let error = call(&transport, &CREATE)
        .await
        .expect_err("it asks again, and is told the same");
    assert_eq!(
        (error.status(), clock.now()),
        (Some(429), Duration::from_secs(3600))
    );
}

#[tokio::test]
async fn a_server_that_always_fails_is_asked_hardly_more_often_than_it_is_called() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| status(503)).await;
    let transport = transport(&server, &clock, Policy::default());
    for _ in 0..10_000 {
        let error = call(&transport, &LIST).await.expect_err("it always fails");
        assert_eq!(error.status(), Some(503));
    }
    assert_eq!(server.asked(), 10_100, "the budget is a hundred retries");
}

#[tokio::test]
async fn a_server_that_mostly_answers_gets_the_retries_that_it_needs() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |number| {
        status(if number % 20 == 0 { 503 } else { 200 })
    })
    .await;
    let transport = transport(&server, &clock, Policy::default());
    for _ in 0..4_000 {
        call(&transport, &LIST).await.expect("one retry is enough");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a vendor answers, a call ends within its deadline and its attempts, and no wait is longer than it may be.
    #[test]
    fn no_vendor_can_make_a_call_longer_than_allowed(
        answers in proptest::collection::vec((prop::sample::select(vec![200_u16, 404, 408, 429, 500, 503]), prop::option::of(0_u64..100)), 6),
        attempts in 1_u32..6,
        deadline in 10_u64..200,
        fraction in 0.0..1.0,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let clock = VirtualClock::new();
            let deadline = Duration::from_secs(deadline);
            let sequence = answers.clone();
            let server = Server::start(&clock, move |number| {
                let (status, after) = sequence[number];
                let headers = after.map_or_else(String::new, |after| format!("retry-after: {after}\r\n"));
                Act::Send(answer(status, &headers, ""))
            });
            let server = server.await;
            let policy = Policy::default().with_attempts(attempts).with_deadline(deadline);
            let transport = builder(&server, &clock).policy(policy).random(FixedRandom(fraction)).build().expect("a transport");
            let result = call(&transport, &LIST).await;
            let asked = server.asked();
            assert!(asked <= attempts as usize);
            assert!(clock.now() <= deadline);
            // What the vendors asked for, and the jitter on top.
            let floors: u64 = answers[..asked - 1].iter().filter_map(|(_, after)| *after).sum();
            let jitter = clock.now().checked_sub(Duration::from_secs(floors)).expect("no wait is shorter than asked for");
            let most = (0..asked as u32 - 1).map(|retry| 0.2 * f64::from(1 << retry)).sum::<f64>();
            assert!((jitter.as_secs_f64() - most * fraction).abs() < 1e-6);
            let last = answers[asked - 1].0;
            assert_eq!(result.map_or_else(|error| error.status(), |answer| Some(answer.status())), Some(last));
        });
    }

    #[test]
    fn jitter_is_full_and_doubles_up_to_the_cap(
        base in 0_u64..10_000, cap in 1_u64..100_000, attempts in 1_u32..100, fraction in 0.0..1.0,
    ) {
        let backoff = Backoff { base: Duration::from_millis(base), cap: Duration::from_millis(cap) };
        let most = (base as f64 * 2_f64.powi(attempts as i32 - 1)).min(cap as f64) / 1000.0;
        let wait = backoff.wait(attempts, fraction).as_secs_f64();
        prop_assert!((wait - most * fraction).abs() < 1e-6, "{wait} {most}");
        prop_assert_eq!(backoff.wait(attempts, 0.0), Duration::ZERO);
        prop_assert!(backoff.wait(attempts + 1, fraction) >= backoff.wait(attempts, fraction));
    }
}

#[test]
fn the_greatest_waits_do_not_overflow() {
    let backoff = Backoff {
        base: Duration::MAX,
        cap: Duration::MAX,
    };
    assert!(backoff.wait(u32::MAX, 0.999_999) > SECOND);
    assert_eq!(backoff.wait(1, 1.0), Duration::MAX);
}

#[test]
fn nonsense_in_a_policy_is_refused_with_what_to_do() {
    let (zero, fine) = (Duration::ZERO, Policy::default());
    let backoff = |base, cap| Backoff { base, cap };
    let table = [
        (fine.with_attempts(0), "use 1 for no retries"),
        (fine.with_deadline(zero), "deadline is zero"),
        (fine.with_connect(zero), "connect bound is zero"),
        (fine.with_first_byte(zero), "first byte bound is zero"),
        (fine.with_idle(zero), "idle bound is zero"),
        (fine.with_attempt(zero), "attempt bound is zero"),
        (
            fine.with_backoff(backoff(2 * SECOND, SECOND)),
            "begins at 2s, above its cap of 1s: lower",
        ),
        (
            fine.with_backoff(backoff(zero, zero)),
            "backoff cap is zero",
        ),
        (
            fine.with_rate(crate::client::policy::Rate::of(0, SECOND)),
            "rate is zero",
        ),
        (
            fine.with_rate(crate::client::policy::Rate::of(1, zero)),
            "rate is zero",
        ),
        (fine.with_body_limit(0), "body limit is zero"),
        (fine.with_items(0), "limit of items is zero"),
    ];
    let base_url: crate::client::BaseUrl = "https://crm.example.com".parse().expect("a base URL");
    for (policy, message) in table {
        let built = Transport::builder(base_url.clone(), Vec::new())
            .policy(policy)
            .build();
        let error = built.expect_err("nonsense").to_string();
        assert!(error.contains(message), "{error}");
    }
}
