//! Everything that can go wrong between a client and a vendor, as data.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use contacts_runtime::client::policy::{Policy, Rate};

use crate::server::{Step, answer};
use crate::{Reply, canary};

/// Largest answer that the clients under test take, in bytes.
pub const BODY_LIMIT: usize = 1 << 20;

const SECOND: Duration = Duration::from_secs(1);
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];
const STATUSES: [u16; 43] = [
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418,
    421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 506, 507,
    508, 510, 511, 520, 599,
];

pub(crate) type Make = dyn Fn(&Case) -> Vec<Step> + Send + Sync;

/// Something that goes wrong.
#[derive(Clone)]
pub struct Fault {
    /// What it is, in words with hyphens.
    pub name: String,
    /// Where the client is sent.
    pub place: Place,
    pub(crate) script: Arc<Make>,
}

/// Where the client is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// To a server that does what the fault says.
    Server,
    /// To a port on which nobody listens.
    Nobody,
    /// To a name that is none.
    UnknownHost,
    /// By TLS to a server without it.
    PlainForTls,
    /// By TLS to a server whose certificate nobody vouches for.
    SelfSigned,
    /// By TLS to a server that the client trusts.
    Tls,
}

/// What a fault makes its answer of.
pub struct Case {
    /// What the vendor would answer.
    pub reply: Reply,
    /// The port of a server that must never hear of it.
    pub elsewhere: u16,
    /// The time of day.
    pub wall: SystemTime,
}

/// The faults, from no connection to a wrong answer. The first is none at all.
pub fn faults() -> Vec<Fault> {
    let policy = policy();
    let (idle, first_byte) = (policy.idle(), policy.first_byte());
    let mut all = vec![
        at_server("none", |case| vec![Step::Send(whole(&case.reply))]),
        elsewhere("refused", Place::Nobody),
        elsewhere("unknown-host", Place::UnknownHost),
        elsewhere("tls-to-a-plain-server", Place::PlainForTls),
        elsewhere("tls-self-signed", Place::SelfSigned),
        at_server("closed-at-once", |_| Vec::new()),
        at_server("never-answers", move |_| vec![Step::Stall(first_byte)]),
        at_server("slow-headers", |case| {
            vec![Step::SlowHead(whole(&case.reply), SECOND)]
        }),
        at_server("stalls-after-headers", move |case| {
            vec![Step::Send(head(&case.reply, &[])), Step::Stall(idle)]
        }),
        at_server("stalls-in-the-body", move |case| {
            let half = half(&whole_padded(&case.reply));
            vec![Step::Send(half), Step::Stall(idle)]
        }),
        at_server("byte-by-byte", |case| {
            whole(&case.reply)
                .into_iter()
                .map(|byte| Step::Send(vec![byte]))
                .collect()
        }),
        at_server("a-byte-a-second", |case| {
            let body = padded(&case.reply).body;
            vec![
                Step::Send(head(&padded(&case.reply), &[])),
                Step::SlowBody(body, SECOND),
            ]
        }),
        at_server("closed-in-the-headers", |case| {
            let half = half(&head(&case.reply, &[]));
            vec![Step::Send(half)]
        }),
        at_server("closed-in-the-body", |case| {
            let half = half(&whole_padded(&case.reply));
            vec![Step::Send(half)]
        }),
        at_server("length-too-long", |case| {
            let mut bytes = whole_padded(&case.reply);
            bytes.pop();
            vec![Step::Send(bytes)]
        }),
        at_server("length-too-short", |case| {
            let reply = padded(&case.reply);
            let length = case.reply.body.len() / 2;
            vec![Step::Send(
                [
                    raw_head(&reply, &[("content-length", &length.to_string())]),
                    reply.body,
                ]
                .concat(),
            )]
        }),
        at_server("chunks-of-no-length", |case| {
            let garbage = format!("{}\r\n{}\r\n", canary::text("chunk"), canary::text("chunk"));
            vec![Step::Send(
                [raw_head(&case.reply, CHUNKED), garbage.into_bytes()].concat(),
            )]
        }),
        at_server("chunks-without-an-end", |case| {
            vec![Step::Send(
                [
                    raw_head(&case.reply, CHUNKED),
                    chunk(&padded(&case.reply).body),
                ]
                .concat(),
            )]
        }),
        at_server("no-http", |_| {
            vec![Step::Send(
                format!("SSH-2.0-{}\r\n", canary::text("banner")).into_bytes(),
            )]
        }),
        at_server("headers-without-an-end", |_| {
            let line = format!("x-{}: {}\r\n", canary::TEXT, canary::text("header"));
            vec![Step::Send(
                format!("HTTP/1.1 200 OK\r\n{}", line.repeat(20_000)).into_bytes(),
            )]
        }),
        at_server("too-large-by-its-length", |case| {
            let length = (BODY_LIMIT + 1).to_string();
            vec![Step::Send(
                [
                    raw_head(&case.reply, &[("content-length", &length)]),
                    case.reply.body.clone(),
                ]
                .concat(),
            )]
        }),
        at_server("too-large-in-chunks", |case| {
            let many = chunk(canary::text("body").repeat(1_000).as_bytes());
            let times = BODY_LIMIT / many.len() + 2;
            vec![Step::Send(
                [
                    raw_head(&case.reply, CHUNKED),
                    many.repeat(times),
                    b"0\r\n\r\n".to_vec(),
                ]
                .concat(),
            )]
        }),
        at_server("packed-unasked", |case| {
            let headers = [("content-encoding", "br"), ("content-length", "5")];
            vec![Step::Send(
                [raw_head(&case.reply, &headers), b"\x0b\x02\x80{}".to_vec()].concat(),
            )]
        }),
        body("empty", "application/json", |_| Vec::new()),
        body("null", "application/json", |_| b"null".to_vec()),
        body("another-shape", "application/json", |_| {
            format!("[\"{}\", {}]", canary::text("body"), canary::NUMBER).into_bytes()
        }),
        body(
            "wrong-types",
            "application/json",
            |reply| match serde_json::from_slice(&reply.body) {
                Ok(value) => canary::mistyped(&value, "body").to_string().into_bytes(),
                Err(_) => reply.body.clone(),
            },
        ),
        body("cut-json", "application/json", |_| {
            format!("{{\"data\": [{{\"email\": \"{}", canary::text("body")).into_bytes()
        }),
        body("deep-json", "application/json", |_| b"[".repeat(100_000)),
        body("no-utf-8", "application/json", |_| {
            [
                b"{\"name\": \"".as_slice(),
                canary::text("body").as_bytes(),
                b"\xff\"}",
            ]
            .concat()
        }),
        body("html", "text/html", |_| {
            format!("<html>{}</html>", canary::text("body")).into_bytes()
        }),
        body(
            "a-content-type-of-nothing",
            &format!("x/y; name=\"{}\"", canary::text("type")),
            |reply| reply.body.clone(),
        ),
        at_server("no-content", |_| {
            vec![Step::Send(raw_answer(204, &[], b""))]
        }),
        retry_after("retry-after-seconds", 429, "retry-after", |_| {
            "3".to_owned()
        }),
        retry_after("retry-after-a-date", 503, "retry-after", |now| {
            date(now + 5 * SECOND)
        }),
        retry_after("retry-after-too-long", 503, "retry-after", |_| {
            "86400".to_owned()
        }),
        retry_after("rate-limit-reset", 429, "x-ratelimit-reset", |_| {
            "2".to_owned()
        }),
    ];
    for status in REDIRECTS {
        for (to, place, url) in [
            ("the-same-host", Place::Server, None),
            ("another-port", Place::Server, Some("http://127.0.0.1")),
            ("another-host", Place::Server, Some("http://localhost")),
            ("plain-http", Place::Tls, Some("http://127.0.0.1")),
        ] {
            let script = move |case: &Case| {
                let target = match url {
                    Some(url) => format!("{url}:{}/moved?to={}", case.elsewhere, canary::TEXT),
                    None => "/moved".to_owned(),
                };
                vec![Step::Send(raw_answer(
                    status,
                    &[("location", &target), ("content-length", "0")],
                    b"",
                ))]
            };
            all.push(Fault {
                name: format!("redirect-{status}-to-{to}"),
                place,
                script: Arc::new(script),
            });
        }
    }
    for status in STATUSES {
        all.push(at_server(&format!("status-{status}"), move |case| {
            let page = format!("<html>{}</html>", canary::text("page"));
            match case.reply.status == status {
                true => vec![Step::Send(whole(&case.reply))],
                false => vec![Step::Send(answer(status, "text/html", &page))],
            }
        }));
    }
    all
}

/// What the clients under test keep to: the defaults, but for what would only make answers longer.
pub fn policy() -> Policy {
    Policy::default()
        .with_body_limit(BODY_LIMIT)
        .with_rate(Rate::Unlimited)
}

const CHUNKED: &[(&str, &str)] = &[("transfer-encoding", "chunked")];

fn elsewhere(name: &str, place: Place) -> Fault {
    Fault {
        name: name.to_owned(),
        place,
        script: Arc::new(|case| vec![Step::Send(whole(&case.reply))]),
    }
}

fn at_server(name: &str, script: impl Fn(&Case) -> Vec<Step> + Send + Sync + 'static) -> Fault {
    Fault {
        name: name.to_owned(),
        place: Place::Server,
        script: Arc::new(script),
    }
}

/// Success, with another body.
fn body(
    name: &str,
    content_type: &str,
    body: impl Fn(&Reply) -> Vec<u8> + Send + Sync + 'static,
) -> Fault {
    let content_type = content_type.to_owned();
    at_server(name, move |case| {
        let body = body(&case.reply);
        let length = body.len().to_string();
        let headers = [
            ("content-type", content_type.as_str()),
            ("content-length", length.as_str()),
        ];
        vec![Step::Send(raw_answer(case.reply.status, &headers, &body))]
    })
}

fn retry_after(
    name: &str,
    status: u16,
    header: &'static str,
    value: fn(SystemTime) -> String,
) -> Fault {
    at_server(name, move |case| {
        let headers = [
            (header, value(case.wall)),
            ("content-length", "0".to_owned()),
        ];
        let headers = headers
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        vec![Step::Send(raw_answer(status, &headers, b""))]
    })
}

/// A moment as HTTP writes it.
fn date(time: SystemTime) -> String {
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    let time = jiff::Timestamp::try_from(time).unwrap_or_default();
    printer
        .timestamp_to_rfc9110_string(&time)
        .unwrap_or_default()
}

fn raw_answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    // Vendors echo all kinds of things in headers of their own.
    let cookie = canary::text("cookie");
    let head = format!(
        "HTTP/1.1 {status} X\r\n{lines}set-cookie: {cookie}\r\nx-request-id: {cookie}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn raw_head(reply: &Reply, headers: &[(&str, &str)]) -> Vec<u8> {
    let headers = [&[("content-type", reply.content_type)], headers].concat();
    raw_answer(reply.status, &headers, b"")
}

fn head(reply: &Reply, headers: &[(&str, &str)]) -> Vec<u8> {
    let length = reply.body.len().to_string();
    raw_head(
        reply,
        &[&[("content-length", length.as_str())], headers].concat(),
    )
}

pub(crate) fn whole(reply: &Reply) -> Vec<u8> {
    [head(reply, &[]), reply.body.clone()].concat()
}

/// With so much white space behind the body that half of the answer is not all that matters.
fn padded(reply: &Reply) -> Reply {
    let mut reply = reply.clone();
    reply.body.extend(b" ".repeat(reply.body.len() + 400));
    reply
}

fn whole_padded(reply: &Reply) -> Vec<u8> {
    whole(&padded(reply))
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().take(bytes.len() / 2).copied().collect()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}
