//! Each vendor over a real socket, with a plain HTTP client that knows nothing of the vendors.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod chatbotx;
mod coverage;
mod digital99;
mod dmchamp;
mod faults;
mod insighto;
mod lifecycle;
mod scale;
mod tetherai;

use contacts_sandbox::{Options, Running, Sandbox};
use serde_json::Value;

/// A running sandbox, and a client that sends one set of headers.
struct Wire {
    sandbox: Running,
    http: reqwest::Client,
    headers: Vec<(&'static str, String)>,
}

struct Reply {
    status: u16,
    media_type: String,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }
}

async fn start(slug: &str, options: Options) -> Wire {
    let sandbox = Sandbox::start(slug, options).await.unwrap();
    Wire {
        sandbox,
        http: client(),
        headers: Vec::new(),
    }
}

async fn with_contacts(slug: &str, contacts: u64) -> Wire {
    start(
        slug,
        Options {
            contacts,
            ..Options::default()
        },
    )
    .await
}

impl Wire {
    fn credential(&self, slot: &str) -> &'static str {
        self.sandbox.credential(slot).unwrap()
    }

    fn setting(&self, name: &str) -> String {
        self.sandbox.setting(name).unwrap()
    }

    /// What a path begins with: the path that follows belongs to the vendor's documentation.
    async fn get(&self, path: &str) -> Reply {
        self.send(self.http.get(format!("{}{path}", self.sandbox.base_url())))
            .await
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        let request = self.http.post(format!("{}{path}", self.sandbox.base_url()));
        self.send(
            request
                .header("content-type", "application/json")
                .body(body.to_string()),
        )
        .await
    }

    /// Any method, with a JSON body or none.
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let method = method.parse().unwrap();
        let url = format!("{}{path}", self.sandbox.base_url());
        let request = self.http.request(method, url);
        let Some(body) = body else {
            return self.send(request).await;
        };
        let request = request.header("content-type", "application/json");
        self.send(request.body(body.to_string())).await
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Reply {
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        // Answers without a body have no media type.
        let media_type = response
            .headers()
            .get("content-type")
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        Reply {
            status,
            media_type,
            text: response.text().await.unwrap(),
        }
    }
}

/// The text of a property of each record of a list.
fn each<'a>(records: &'a Value, name: &str) -> Vec<&'a Value> {
    records
        .as_array()
        .unwrap()
        .iter()
        .map(|record| &record[name])
        .collect()
}

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

/// Text for a query: everything but letters and digits escaped.
fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// A plain client. Where another crate of the build asks reqwest for TLS, it wants a provider, used or not.
fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
