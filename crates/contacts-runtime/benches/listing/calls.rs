//! What the policies cost on a call that succeeds.

use std::time::Duration;

use contacts_chatbotx::operations::LIST_CONTACTS;
use contacts_runtime::client::policy::{Policy, Rate};
use contacts_runtime::client::{Error, Request, Transport};

use crate::process::{Server, processor_time};
use crate::{Outcome, list};

/// Calls in a row, before the other way has its turn.
const ROUND: u32 = 200;

/// Prints what one small call takes without and with the transport.
pub fn compare(calls: u32) -> Outcome<()> {
    let server = Server::start(0, 0)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let http = list::http()?;
    let transport = list::transport(server.url())?;
    let limited = Transport::builder(server.url().parse()?, Vec::new())
        .policy(Policy::default().with_rate(Rate::of(1_000_000, Duration::from_secs(1))))
        .build()?;
    let url: reqwest::Url = format!("{}/v1/contacts", server.url()).parse()?;

    let bare = || -> Outcome<()> {
        runtime.block_on(async {
            let request = reqwest::Request::new(reqwest::Method::GET, url.clone());
            let mut answer = http.execute(request).await?;
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await? {
                body.extend_from_slice(&chunk);
            }
            Ok(())
        })
    };
    let sent = |transport: &Transport| -> Outcome<()> {
        runtime.block_on(async {
            let request = Request::new(&LIST_CONTACTS);
            transport.send::<Error>(request).await?;
            Ok(())
        })
    };
    let ways: [(&str, &dyn Fn() -> Outcome<()>); 3] = [
        ("bare client", &bare),
        ("transport", &|| sent(&transport)),
        ("transport, with a rate", &|| sent(&limited)),
    ];

    println!("\n{calls} small calls, one after the other");
    println!(
        "{:24} {:>14} {:>12}   over the bare client",
        "", "processor/call", "allocations"
    );
    let mut times = [Duration::MAX; 3];
    for _ in 0..calls.div_ceil(ROUND) {
        for ((_, call), best) in ways.iter().zip(&mut times) {
            let start = processor_time();
            for _ in 0..ROUND {
                call()?;
            }
            *best = (processor_time() - start).min(*best);
        }
    }
    let mut first = None;
    for ((name, call), time) in ways.iter().zip(times) {
        let micros = time.as_secs_f64() * 1e6 / f64::from(ROUND);
        let allocations = allocations(call)?;
        let (base, base_allocations) = *first.get_or_insert((micros, allocations));
        println!(
            "{name:24} {micros:>11.1} µs {allocations:>12}   {:+.1} µs, {:+}",
            micros - base,
            allocations as i64 - base_allocations as i64,
        );
    }
    Ok(())
}

/// The fewest allocations of a call, for the HTTP client has housekeeping of its own in between.
fn allocations(call: &dyn Fn() -> Outcome<()>) -> Outcome<u64> {
    let mut fewest = u64::MAX;
    for _ in 0..50 {
        let mut outcome = Ok(());
        let counted = allocation_counter::measure(|| outcome = call());
        outcome?;
        fewest = fewest.min(counted.count_total);
    }
    Ok(fewest)
}
