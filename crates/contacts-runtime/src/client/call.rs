//! One call: its attempts, and the waits between them.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Instrument, Span, debug, info_span};

use super::attempt::Ended;
use super::bounds::Bounds;
use super::policy::{Attempt, Decision, NoPlace, Retry, decide};
use super::transport::Shared;
use super::{Bound, Request, RequestError, Response, Transport, TransportError};

/// Why a call gave no answer.
enum Failure {
    Request(RequestError),
    Transport(TransportError),
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl Transport {
    /// Sends a request and reads the whole answer, as often and as long as the [policy](super::policy) allows it.
    ///
    /// # Errors
    ///
    /// If the request can't be made, or no whole answer arrives.
    pub async fn send<E: From<RequestError> + From<TransportError>>(
        &self,
        request: Request,
    ) -> Result<Response, E> {
        let operation = request.operation();
        let span = info_span!(
            "call",
            contacts.vendor = operation.vendor,
            contacts.operation = operation.id,
            http.response.status_code = Empty,
            "error.type" = Empty,
        );
        let call = self.0.call(request).instrument(span);
        call.await.map_err(|failure| match failure {
            Failure::Request(error) => error.into(),
            Failure::Transport(error) => error.into(),
        })
    }
}

impl Shared {
    async fn call(&self, request: Request) -> Result<Response, Failure> {
        let request = match self.single_server {
            true => request.at_base_url(),
            false => request,
        };
        let (operation, server) = (request.operation(), request.server());
        let mut bounds = Bounds::new(&*self.clock, &self.policy);
        let mut number = 1;
        // Whether an attempt so far may have done what is asked.
        let mut sent = false;
        loop {
            let outgoing = self.prepare(&request)?;
            let placed = self.place(&mut bounds, &request).await;
            placed.map_err(|error| error.after(sent))?;
            let ended = self.attempt(&mut bounds, &request, outgoing, number).await;
            if let Some(pause) = ended.pause.filter(|_| ended.is_rate_limited()) {
                let until = self.clock.now().saturating_add(pause);
                self.limiter.hold(server, until);
            }
            let (decision, reason) = decide(&ended.situation(operation.idempotent));
            let again = match decision {
                Decision::Retry => self.again(&request, &ended, number, bounds.deadline()),
                Decision::Return => {
                    if number == 1 {
                        self.budget.earn(server);
                    }
                    None
                }
            };
            self.observer.attempt_ended(&Attempt {
                operation,
                number,
                result: ended.status(),
                wait: again.as_ref().map(|(wait, _)| *wait),
            });
            let Some((wait, retry)) = again else {
                ended.record(&Span::current());
                return match ended.result {
                    Ok(response) => Ok(response.after(sent)),
                    Err((_, error)) => Err(error.after(sent).into()),
                };
            };
            sent |= ended.may_be_done();
            debug!(number, ?wait, reason, "another attempt follows");
            self.clock.sleep(wait).await;
            retry.made();
            number += 1;
        }
    }

    /// How long to wait before another attempt, and the budget for it; `None` if there is to be none.
    fn again(
        &self,
        request: &Request,
        ended: &Ended,
        number: u32,
        deadline: Duration,
    ) -> Option<(Duration, Retry<'_>)> {
        if number >= self.policy.attempts() {
            return None;
        }
        // On top of what the vendor asks for, or all that it sent away would come back in the same moment.
        let spread = self.policy.backoff().wait(number, self.random.fraction());
        let wait = ended.pause.unwrap_or_default().saturating_add(spread);
        if self.clock.now().saturating_add(wait) >= deadline {
            return None;
        }
        Some((wait, self.budget.retry(request.server())?))
    }

    /// Waits for a place under the rate limits.
    async fn place(
        &self,
        bounds: &mut Bounds<'_>,
        request: &Request,
    ) -> Result<(), TransportError> {
        let (operation, server, deadline) =
            (request.operation(), request.server(), bounds.deadline());
        let place = self
            .limiter
            .place(&*self.clock, deadline, server, operation.rate_limits);
        match bounds.over(place).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(NoPlace { after })) => Err(TransportError::HeldBack {
                operation: operation.id,
                origin: self.origin(request),
                deadline: bounds.limit(Bound::Deadline),
                until: self.later(after),
                sent: false,
            }),
            Err(bound) => Err(self.timeout(request, bounds, bound)),
        }
    }
}
