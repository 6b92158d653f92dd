//! Calls against a server on this machine, in virtual time: nothing here waits.

mod bounds;
mod cancellation;
mod limits;
mod requests;
mod retries;
mod server;

use std::time::Duration;

use super::policy::{Clock, FixedRandom};
use super::{
    Error, Policy, Request, Response, Transport, TransportBuilder, Undocumented, VirtualClock,
};
use crate::operation::Operation;
use server::Server;

const SECOND: Duration = Duration::from_secs(1);

static LIST: Operation = Operation::new("list", "GET", "/contacts")
    .of("acme")
    .idempotent();
static CREATE: Operation = Operation::new("create", "POST", "/contacts").of("acme");

/// A transport to a server in virtual time, with half of the greatest jitter.
fn builder(server: &Server, clock: &VirtualClock) -> TransportBuilder {
    let base_url = server.url().parse().expect("a base URL");
    Transport::builder(base_url, Vec::new())
        .clock(clock.clone())
        .random(FixedRandom(0.5))
}

fn transport(server: &Server, clock: &VirtualClock, policy: Policy) -> Transport {
    let built = builder(server, clock).policy(policy).build();
    built.expect("a transport")
}

/// Calls an operation; an answer with an error is an error, as in generated code.
async fn call(transport: &Transport, operation: &'static Operation) -> Result<Response, Error> {
    let response = transport.send::<Error>(Request::new(operation)).await?;
    match response.status() {
        200..300 => Ok(response),
        _ => Err(response.into_error::<Undocumented>()),
    }
}
