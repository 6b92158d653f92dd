//! What a call may take: time, bytes, encodings.

use super::server::{Act, Server, answer};
use super::*;
use crate::client::{Bound, TransportError};

/// The error of the only attempt against a server that does this, and how much time it took.
async fn error(act: Act, policy: Policy) -> (TransportError, Duration) {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, move |_| act.clone()).await;
    let transport = transport(&server, &clock, policy.with_attempts(1));
    match call(&transport, &LIST).await {
        Err(Error::Transport(error)) => (error, clock.now()),
        Err(error) => panic!("{error}"),
        Ok(response) => panic!("{response:?}"),
    }
}

fn bound(error: &TransportError) -> (Bound, Duration) {
    match error {
        TransportError::Timeout { bound, limit, .. } => (*bound, *limit),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn each_way_to_stall_runs_into_the_bound_that_is_meant_for_it() {
    let head = "HTTP/1.1 200 X\r\ncontent-length: 900\r\n\r\n";
    let table = [
        (Act::Trickle("", 0, SECOND), Bound::FirstByte, 30),
        (
            Act::Trickle("HTTP/1.1 200 X\r\nx-slow:", 900, SECOND),
            Bound::FirstByte,
            30,
        ),
        (Act::Trickle(head, 900, SECOND), Bound::Attempt, 60),
        (Act::Trickle(head, 900, 14 * SECOND), Bound::Attempt, 60),
        (Act::Trickle(head, 0, SECOND), Bound::Idle, 15),
        (Act::Trickle(head, 5, SECOND), Bound::Idle, 15),
    ];
    for (act, expected, seconds) in table {
        let (error, took) = error(act.clone(), Policy::default()).await;
        assert_eq!(bound(&error), (expected, seconds * SECOND), "{act:?}");
        assert!(
            took >= seconds * SECOND && took <= (seconds + 20) * SECOND,
            "{took:?}"
        );
    }
}

#[tokio::test]
async fn a_deadline_below_the_other_bounds_is_the_one_that_holds() {
    let policy = Policy::default().with_deadline(5 * SECOND);
    assert!(policy.deadline() < policy.connect());
    let (error, took) = error(Act::Trickle("", 0, SECOND), policy).await;
    assert_eq!(bound(&error), (Bound::Deadline, 5 * SECOND));
    assert!(took < policy.connect(), "{took:?}");
}

#[tokio::test]
async fn all_attempts_together_keep_to_the_deadline() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| Act::Trickle("", 0, SECOND)).await;
    let transport = transport(
        &server,
        &clock,
        Policy::default().with_deadline(70 * SECOND),
    );
    let Err(Error::Transport(error)) = call(&transport, &LIST).await else {
        panic!("nobody answers");
    };
    assert_eq!(bound(&error), (Bound::Deadline, 70 * SECOND));
    assert_eq!(
        error.to_string().replace(&server.url(), "http://server"),
        "list: http://server gave no whole answer within 70s"
    );
    assert_eq!(server.asked(), 3);
    assert!(clock.now() <= 72 * SECOND, "{:?}", clock.now());
}

#[tokio::test]
async fn too_large_an_answer_is_refused_announced_or_not() {
    let small = Policy::default().with_body_limit(100);
    let chunked = |size: usize| {
        let mut bytes = b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        for _ in 0..size {
            bytes.extend_from_slice(b"1\r\n.\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        Act::Send(bytes)
    };
    let announced = |size: usize| Act::Send(answer(200, "", &".".repeat(size)));
    let head_only = Act::Send(b"HTTP/1.1 200 X\r\ncontent-length: 101\r\n\r\n".to_vec());
    for act in [chunked(101), announced(101), head_only] {
        let (error, _) = error(act, small).await;
        assert!(
            matches!(error, TransportError::TooLarge { limit: 100, .. }),
            "{error}"
        );
    }
    for act in [chunked(100), announced(100)] {
        let clock = VirtualClock::new();
        let server = Server::start(&clock, move |_| act.clone()).await;
        let transport = transport(&server, &clock, small);
        let response = call(&transport, &LIST).await.expect("just small enough");
        assert_eq!(response.body().as_bytes(), [b'.'; 100]);
    }
}

#[tokio::test]
async fn a_packed_answer_that_nobody_asked_for_is_refused_once() {
    let clock = VirtualClock::new();
    let server = Server::start(&clock, |_| {
        Act::Send(answer(200, "content-encoding: br\r\n", "??"))
    })
    .await;
    let transport = transport(&server, &clock, Policy::default());
    let error = call(&transport, &LIST)
        .await
        .expect_err("nobody can read it");
    assert!(
        matches!(error, Error::Transport(TransportError::Encoded { .. })),
        "{error}"
    );
    assert_eq!(server.asked(), 1);
    let plain = Server::start(&clock, |_| {
        Act::Send(answer(200, "content-encoding: identity\r\n", "{}"))
    })
    .await;
    let transport = super::transport(&plain, &clock, Policy::default());
    call(&transport, &LIST).await.expect("it is not packed");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_gzip_bomb_stops_at_the_limit() {
    let bomb = bomb(16 << 20);
    assert!(bomb.len() < 128 << 10);
    let mut bytes = format!(
        "HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    bytes.extend_from_slice(&bomb);
    let (error, _) = error(Act::Send(bytes), Policy::default().with_body_limit(1 << 20)).await;
    assert!(matches!(error, TransportError::TooLarge { .. }), "{error}");
}

/// As many zeros, packed by hand: one literal, and matches of 258 bytes in 13 bits each.
#[cfg(feature = "gzip")]
fn bomb(size: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    // A last block with fixed codes, and the literal 0.
    bits.push(0b011, 3);
    bits.push(reversed(0x30, 8), 8);
    for _ in 0..size / 258 {
        // Length 258 is code 285, distance 1 is code 0.
        bits.push(reversed(0b1100_0101, 8), 8);
        bits.push(0, 5);
    }
    bits.push(0, 7);
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(bits.bytes);
    bytes
}

#[cfg(feature = "gzip")]
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

#[cfg(feature = "gzip")]
impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().expect("a byte");
            *last |= ((value >> bit & 1) << (self.used % 8)) as u8;
            self.used += 1;
        }
    }
}

/// Huffman codes begin with their highest bit.
#[cfg(feature = "gzip")]
fn reversed(code: u32, count: u32) -> u32 {
    code.reverse_bits() >> (32 - count)
}
