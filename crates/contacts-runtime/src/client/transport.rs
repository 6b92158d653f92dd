//! Sending requests: one place that every call passes.

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::{BaseUrl, Body, Placement, Request, RequestError, Response, Slot, TransportError};

/// Connections, credential and bounds of one account of one vendor. Cheap to clone.
#[derive(Clone)]
pub struct Transport {
    http: reqwest::Client,
    base_url: BaseUrl,
    credential: Vec<Slot>,
    limits: Limits,
}

/// Sets up a [`Transport`].
pub struct TransportBuilder {
    base_url: BaseUrl,
    credential: Vec<Slot>,
    limits: Limits,
    http: Option<reqwest::Client>,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    connect: Duration,
    total: Duration,
    body: usize,
}

/// Why a transport can't be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The HTTP client can't be set up.
    #[error("the HTTP client can't be set up")]
    Http(#[source] reqwest::Error),
    /// The certificates of this machine can't be read.
    #[error("TLS can't be set up: {0}")]
    Tls(String),
}

impl Transport {
    /// A transport to `base_url` with the slots of one credential.
    pub fn builder(base_url: BaseUrl, credential: Vec<Slot>) -> TransportBuilder {
        TransportBuilder {
            base_url,
            credential,
            limits: Limits {
                connect: Duration::from_secs(10),
                total: Duration::from_secs(60),
                body: 16 << 20,
            },
            http: None,
        }
    }

    /// The base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Sends a request once and reads the whole answer, within the bounds.
    ///
    /// # Errors
    ///
    /// If the request can't be made, or no whole answer arrives.
    pub async fn send<E: From<RequestError> + From<TransportError>>(
        &self,
        request: Request,
    ) -> Result<Response, E> {
        let operation = request.operation();
        let request = self.prepare(request)?;
        let origin = request.url().origin().ascii_serialization();
        let failed = |error: reqwest::Error| self.failure(operation.id, &origin, error);

        let mut answer = self.http.execute(request).await.map_err(failed)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(TransportError::TooLarge {
                    operation: operation.id,
                    origin,
                    limit: self.limits.body,
                }
                .into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response::new(
            operation,
            status,
            headers,
            Body::new(body.into()),
        ))
    }

    /// The request as it goes out.
    fn prepare(&self, request: Request) -> Result<reqwest::Request, RequestError> {
        let (operation, authorized) = (request.operation(), request.is_authorized());
        let mut request = request.build(&self.base_url)?;
        // For each request, so that the bound also holds for an HTTP client of the caller's own.
        *request.timeout_mut() = Some(self.limits.total);
        if authorized {
            self.authorize(operation.id, &mut request)?;
        }
        Ok(request)
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

    fn failure(
        &self,
        operation: &'static str,
        origin: &str,
        error: reqwest::Error,
    ) -> TransportError {
        let origin = origin.to_owned();
        let source = error.without_url();
        if source.is_timeout() {
            TransportError::Timeout {
                operation,
                origin,
                limit: if source.is_connect() {
                    self.limits.connect
                } else {
                    self.limits.total
                },
            }
        } else if source.is_connect() {
            TransportError::Connect {
                operation,
                origin,
                source,
            }
        } else {
            TransportError::Broken {
                operation,
                origin,
                source,
            }
        }
    }
}

impl TransportBuilder {
    /// Bounds the time until a connection stands; 10 s if not set. An [`http_client`](Self::http_client) of your own keeps
    /// its own bound.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// Bounds the time of a whole call; 60 s if not set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.total = limit;
        self
    }

    /// Bounds the size of an answer, in bytes; 16 MiB if not set.
    pub fn body_limit(mut self, limit: usize) -> Self {
        self.limits.body = limit;
        self
    }

    /// Uses this HTTP client instead of one of its own. It should follow no redirects and send no referer: either
    /// would hand credentials to another host.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets the transport up.
    ///
    /// # Errors
    ///
    /// If TLS or the HTTP client can't be set up on this machine.
    pub fn build(self) -> Result<Transport, BuildError> {
        let http = match self.http {
            Some(http) => http,
            None => {
                let builder = reqwest::Client::builder()
                    .redirect(reqwest::redirect::Policy::none())
                    .referer(false)
                    .connect_timeout(self.limits.connect)
                    .user_agent(concat!("contacts-rs/", env!("CARGO_PKG_VERSION")));
                with_tls(builder)?.build().map_err(BuildError::Http)?
            }
        };
        Ok(Transport {
            http,
            base_url: self.base_url,
            credential: self.credential,
            limits: self.limits,
        })
    }
}

// The HTTP client stays out of both: it shows its default headers and proxies, which may hold credentials.
impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transport")
            .field("base_url", &self.base_url)
            .field("credential", &self.credential)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportBuilder")
            .field("base_url", &self.base_url)
            .field("credential", &self.credential)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// TLS with the certificates of this machine, and no global state.
#[cfg(feature = "rustls")]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, BuildError> {
    use rustls_platform_verifier::BuilderVerifierExt;
    let failed = |error: rustls::Error| BuildError::Tls(error.to_string());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .with_platform_verifier()
        .map_err(failed)?
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(not(feature = "rustls"))]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, BuildError> {
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::client::Secret;
    use crate::operation::Operation;

    static ONE: Operation = Operation::new("one", "GET", "/");

    #[test]
    fn an_http_client_of_the_callers_own_is_bounded_and_does_not_show() {
        let mut headers = HeaderMap::new();
        headers.insert("x-key", HeaderValue::from_static("SECRET"));
        let http = with_tls(reqwest::Client::builder())
            .and_then(|builder| {
                builder
                    .default_headers(headers)
                    .build()
                    .map_err(BuildError::Http)
            })
            .expect("it is set up");
        let slot = Slot::new(Placement::Bearer, Secret::new("SECRET"));
        let base_url: BaseUrl = "https://crm.example.com".parse().expect("a base URL");
        let limit = Duration::from_secs(3);
        let builder = Transport::builder(base_url, vec![slot])
            .timeout(limit)
            .http_client(http);
        assert!(!format!("{builder:?}").contains("SECRET"));
        let transport = builder.build().expect("it is set up");
        assert!(!format!("{transport:?}").contains("SECRET"));
        let request = transport.prepare(Request::new(&ONE)).expect("a request");
        assert_eq!(request.timeout(), Some(&limit));
    }
}
