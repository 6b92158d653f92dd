//! Sending requests: one place that every call passes.

use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::policy::{
    Budget, Clock, Limiter, Observer, Policy, PolicyError, Random, SystemRandom, TokioClock,
    Unobserved,
};
#[cfg(feature = "rustls")]
use super::tls::with_tls;
use super::{BaseUrl, Placement, Request, RequestError, Slot};

/// Connections, credential and policy of one account of one vendor. Cheap to clone: clones share connections, rate
/// limits and the budget of retries.
#[derive(Clone)]
pub struct Transport(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub(super) http: reqwest::Client,
    pub(super) base_url: BaseUrl,
    pub(super) single_server: bool,
    credential: Vec<Slot>,
    pub(super) policy: Policy,
    pub(super) clock: Box<dyn Clock>,
    pub(super) random: Box<dyn Random>,
    pub(super) observer: Box<dyn Observer>,
    pub(super) limiter: Limiter,
    pub(super) budget: Budget,
}

/// Sets up a [`Transport`].
pub struct TransportBuilder {
    base_url: BaseUrl,
    single_server: bool,
    credential: Vec<Slot>,
    policy: Policy,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    observer: Box<dyn Observer>,
    http: Option<reqwest::Client>,
}

/// Why a transport can't be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The policy makes no sense.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The HTTP client can't be set up.
    #[error("the HTTP client can't be set up")]
    Http(#[source] reqwest::Error),
    /// The base URL is https, and this build has no TLS.
    #[error(
        "{origin} needs TLS, and this build has none: turn on the feature rustls, or give the transport an http_client of your own"
    )]
    NoTls {
        /// Scheme, host and port of the base URL.
        origin: String,
    },
    /// The certificates of this machine can't be read.
    #[error("TLS can't be set up: {0}")]
    Tls(String),
}

impl Transport {
    /// A transport to `base_url` with the slots of one credential.
    pub fn builder(base_url: BaseUrl, credential: Vec<Slot>) -> TransportBuilder {
        TransportBuilder {
            base_url,
            single_server: false,
            credential,
            policy: Policy::default(),
            clock: Box::new(TokioClock::default()),
            random: Box::new(SystemRandom),
            observer: Box::new(Unobserved),
            http: None,
        }
    }

    /// The base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.0.base_url
    }

    /// The policy that its calls keep to.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }
}

impl Shared {
    /// The request as it goes out.
    pub(super) fn prepare(&self, request: &Request) -> Result<reqwest::Request, RequestError> {
        let mut outgoing = request.build(&self.base_url)?;
        if request.is_authorized() {
            self.authorize(request.operation().id, &mut outgoing)?;
        }
        Ok(outgoing)
    }

    /// Adds the credential, last of all.
    fn authorize(
        &self,
        operation: &'static str,
        request: &mut reqwest::Request,
    ) -> Result<(), RequestError> {
        for slot in &self.credential {
            let secret = slot.secret().expose();
            let (name, text) = match slot.placement() {
                Placement::Query(name) => {
                    request
                        .url_mut()
                        .query_pairs_mut()
                        .append_pair(name, secret);
                    continue;
                }
                Placement::Bearer => (AUTHORIZATION.as_str(), format!("Bearer {secret}")),
                Placement::Header(name) => (name, secret.to_owned()),
            };
            let refused = || RequestError::Header {
                operation,
                name: "of the credential",
            };
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(&text).map_err(|_| refused())?;
            value.set_sensitive(true);
            request.headers_mut().insert(header, value);
        }
        Ok(())
    }
}

impl TransportBuilder {
    /// What the calls keep to; the [defaults](Policy) if not set.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The clock that the calls go by; tokio's if not set.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The chance that spreads waits.
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Who is told of each attempt; nobody if not set.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Box::new(observer);
        self
    }

    /// Sends every call to the base URL, also of operations for which the spec has a server of their own: for a proxy in
    /// between, or a server of tests.
    pub fn single_server(mut self) -> Self {
        self.single_server = true;
        self
    }

    /// Uses this HTTP client instead of one of its own: for a proxy, certificates or a TLS library of your own. It should
    /// follow no redirects and send no referer: either would hand credentials to another host. Its bound on connecting is
    /// its own, and its retries come on top of the policy's. [`reqwest`](super::reqwest) is the crate that it is of.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets the transport up.
    ///
    /// # Errors
    ///
    /// If the policy makes no sense, TLS is needed and not built in, or TLS or the HTTP client can't be set up on this
    /// machine.
    pub fn build(self) -> Result<Transport, BuildError> {
        self.policy.check()?;
        let http = match self.http {
            Some(http) => http,
            None => {
                tls_for(&self.base_url, cfg!(feature = "rustls"))?;
                let builder = reqwest::Client::builder()
                    .redirect(reqwest::redirect::Policy::none())
                    .referer(false)
                    .connect_timeout(self.policy.connect())
                    .user_agent(concat!("contacts-rs/", env!("CARGO_PKG_VERSION")))
                    // Retries are counted here; those of the HTTP client would come on top.
                    .retry(reqwest::retry::never())
                    // Some other crate may have turned these on for the whole build.
                    .no_brotli()
                    .no_deflate()
                    .no_zstd();
                with_tls(packing(builder), self.base_url.is_https())?
                    .build()
                    .map_err(BuildError::Http)?
            }
        };
        Ok(Transport(Arc::new(Shared {
            http,
            base_url: self.base_url,
            single_server: self.single_server,
            credential: self.credential,
            limiter: Limiter::new(self.policy.rate()),
            budget: Budget::default(),
            policy: self.policy,
            clock: self.clock,
            random: self.random,
            observer: self.observer,
        })))
    }
}

// The HTTP client stays out of both: it shows its default headers and proxies, which may hold credentials.
impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transport")
            .field("base_url", &self.0.base_url)
            .field("credential", &self.0.credential)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportBuilder")
            .field("base_url", &self.base_url)
            .field("credential", &self.credential)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "gzip")]
fn packing(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.gzip(true)
}

#[cfg(not(feature = "gzip"))]
fn packing(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.no_gzip()
}

/// Refuses what would fail with each call.
fn tls_for(base_url: &BaseUrl, has_tls: bool) -> Result<(), BuildError> {
    match base_url.is_https() && !has_tls {
        true => Err(BuildError::NoTls {
            origin: base_url.origin(),
        }),
        false => Ok(()),
    }
}

#[cfg(not(feature = "rustls"))]
fn with_tls(
    builder: reqwest::ClientBuilder,
    _is_needed: bool,
) -> Result<reqwest::ClientBuilder, BuildError> {
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::client::Secret;

    #[test]
    fn https_without_tls_is_refused_at_once_with_what_to_turn_on() {
        let base_url = |text: &str| -> BaseUrl { text.parse().expect("a base URL") };
        let (vendor, here) = (
            base_url("https://crm.example.com/api"),
            base_url("http://127.0.0.1:8080"),
        );
        let refused = tls_for(&vendor, false).expect_err("no TLS").to_string();
        assert!(
            refused.contains("https://crm.example.com needs TLS")
                && refused.contains("feature rustls"),
            "{refused}"
        );
        assert!(tls_for(&vendor, true).is_ok() && tls_for(&here, false).is_ok());
        let built = Transport::builder(vendor, Vec::new()).build();
        assert_eq!(built.is_ok(), cfg!(feature = "rustls"));
    }

    #[test]
    fn an_http_client_of_the_callers_own_does_not_show() {
        let mut headers = HeaderMap::new();
        headers.insert("x-key", HeaderValue::from_static("SECRET"));
        let http = with_tls(reqwest::Client::builder(), true)
            .and_then(|builder| {
                builder
                    .default_headers(headers)
                    .build()
                    .map_err(BuildError::Http)
            })
            .expect("it is set up");
        let slot = Slot::new(Placement::Bearer, Secret::new("SECRET"));
        let base_url: BaseUrl = "https://crm.example.com".parse().expect("a base URL");
        let builder = Transport::builder(base_url, vec![slot]).http_client(http);
        assert!(!format!("{builder:?}").contains("SECRET"));
        let transport = builder.build().expect("it is set up");
        assert!(!format!("{transport:?}").contains("SECRET"));
    }
}
