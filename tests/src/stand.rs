//! The servers of one test, and clients that meet faults there.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contacts_runtime::client::policy::{Clock, FixedRandom};
use contacts_runtime::client::{BaseUrl, Slot, Transport, TransportBuilder};
use rustls::pki_types::CertificateDer;

use crate::clock::FaultClock;
use crate::fault::{Case, Fault, Place, policy, whole};
use crate::server::{Asked, Script, Server, Step};
use crate::{Reply, tls};

/// The servers of one test, and what they do at the moment.
pub struct Stand {
    plain: Server,
    tls: Server,
    elsewhere: Server,
    nobody: u16,
    clock: FaultClock,
    now: Arc<Mutex<Now>>,
    trusting: reqwest::Client,
    doubting: reqwest::Client,
}

#[derive(Default)]
struct Now {
    fault: Option<Fault>,
    reply: Option<Reply>,
    clock: FaultClock,
    /// How many requests are still to go wrong.
    left: usize,
    asked: usize,
}

impl Stand {
    /// Servers on free ports.
    ///
    /// # Errors
    ///
    /// If there are none, or no certificate can be made.
    pub fn start() -> Result<Self, Problem> {
        let now = Arc::new(Mutex::new(Now::default()));
        let elsewhere = Server::start(|_| Vec::new())?;
        let port = elsewhere.port();
        let script = |now: Arc<Mutex<Now>>| {
            move |_: &Asked| {
                now.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .answer(port)
            }
        };
        let plain = Server::start(script(Arc::clone(&now)))?;
        let (tls, certificate) = Server::start_tls(script(Arc::clone(&now)))?;
        let (trusting, doubting) = (http(Some(certificate))?, http(None)?);
        // Bound once, so that nobody else has it, and closed again.
        let nobody = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let clock = FaultClock::default();
        Ok(Self {
            plain,
            tls,
            elsewhere,
            nobody,
            clock,
            now,
            trusting,
            doubting,
        })
    }

    /// From now on, the first `times` requests meet `fault`, and each other gets `reply`.
    pub fn begin(&self, fault: &Fault, times: usize, reply: &Reply) {
        self.clock.hands();
        *self.now() = Now {
            fault: Some(fault.clone()),
            reply: Some(reply.clone()),
            clock: self.clock.clone(),
            left: times,
            asked: 0,
        };
    }

    /// How many requests the servers got since then.
    pub fn asked(&self) -> usize {
        self.now().asked
    }

    /// How often somebody connected to the server to which the redirects go.
    pub fn strayed(&self) -> usize {
        self.elsewhere.connections()
    }

    /// A transport to where a fault is. Setting up its own HTTP client takes many times longer than a call, so a test of
    /// many calls keeps it.
    ///
    /// # Errors
    ///
    /// If the URL is no base URL.
    pub fn transport(&self, place: Place, slots: Vec<Slot>) -> Result<TransportBuilder, Problem> {
        let base_url = match place {
            Place::Server => self.plain.url().parse()?,
            Place::Nobody => format!("http://127.0.0.1:{}", self.nobody).parse()?,
            // Longer than any name can be: nobody needs a network to know that it is none.
            Place::UnknownHost => {
                BaseUrl::allow_http(&format!("http://{}.example", "x".repeat(64)))?
            }
            Place::PlainForTls => format!("https://127.0.0.1:{}", self.plain.port()).parse()?,
            Place::SelfSigned | Place::Tls => self.tls.url().parse()?,
        };
        let builder = Transport::builder(base_url, slots)
            .policy(policy())
            .random(FixedRandom(0.5))
            .clock(self.clock.clone())
            .single_server();
        Ok(match place {
            Place::Tls => builder.http_client(self.http(place)),
            _ => builder,
        })
    }

    /// An HTTP client like a transport's own, but for whom it trusts: nobody, or the server that is to be trusted.
    pub fn http(&self, place: Place) -> reqwest::Client {
        match place {
            Place::Tls => self.trusting.clone(),
            _ => self.doubting.clone(),
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An HTTP client like a transport's own, but that it trusts this server alone, or none.
///
/// # Errors
///
/// If TLS can't be set up.
pub fn http(trusted: Option<CertificateDer<'static>>) -> Result<reqwest::Client, Problem> {
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::trusting(trusted)?)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never());
    Ok(client.build()?)
}

impl Now {
    fn answer(&mut self, elsewhere: u16) -> Script {
        self.asked += 1;
        let (Some(fault), Some(reply)) = (&self.fault, &self.reply) else {
            return Script::default();
        };
        let case = Case {
            reply: reply.clone(),
            elsewhere,
            wall: self.clock.wall(),
        };
        let steps = match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                (fault.script)(&case)
            }
            None => vec![Step::Send(whole(reply))],
        };
        Script {
            steps,
            hands: self.clock.hands(),
        }
    }
}

/// Anything that keeps a test from beginning.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
