//! A server that plays a conversation: these requests, in this order, each with this answer.

use std::sync::{Arc, Mutex};

use contacts::Account;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The credential of every account here.
const SECRET: &str = "5ecret-key-that-never-shows";

/// One request, and what it is answered.
pub struct Turn {
    request: String,
    body: Option<Value>,
    answer: Option<(u16, Value)>,
}

/// The request `GET /path` or `POST /path` with an answer.
pub fn turn(request: &str, status: u16, answer: Value) -> Turn {
    Turn {
        request: request.to_owned(),
        body: None,
        answer: Some((status, answer)),
    }
}

/// A request after which the connection breaks.
pub fn no_answer(request: &str) -> Turn {
    Turn {
        request: request.to_owned(),
        body: None,
        answer: None,
    }
}

impl Turn {
    /// With exactly this body.
    pub fn with(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

/// A conversation that goes on.
pub struct Server {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    turns: Vec<Turn>,
    wrong: Vec<String>,
}

impl Server {
    pub async fn start(turns: impl IntoIterator<Item = Turn>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let server = Self {
            url,
            state: state.clone(),
        };
        server.then(turns);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, state.clone()));
            }
        });
        server
    }

    /// More of the conversation.
    pub fn then(&self, turns: impl IntoIterator<Item = Turn>) {
        self.state.lock().unwrap().turns.extend(turns);
    }

    pub fn account(&self, slug: &str) -> Account {
        let mut account = Account::new(slug).unwrap().base_url(&self.url);
        let scheme = account.vendor().credentials[0].scheme;
        account = account.credential(scheme, SECRET).unwrap();
        for setting in account.vendor().settings {
            account = account.setting(setting.parameter, "7").unwrap();
        }
        account
    }

    /// Everything was asked for, and nothing else.
    pub fn is_over(&self) {
        let state = self.state.lock().unwrap();
        let left: Vec<_> = state.turns.iter().map(|turn| &turn.request).collect();
        assert!(state.wrong.is_empty(), "{:#?}", state.wrong);
        assert!(left.is_empty(), "not asked for: {left:?}");
    }
}

async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut stream = BufReader::new(stream);
    while let Some((request, body)) = read(&mut stream).await {
        let Some((status, body)) = state.lock().unwrap().answer(&request, &body) else {
            return;
        };
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

impl State {
    fn answer(&mut self, request: &str, body: &str) -> Option<(u16, Value)> {
        let wrong = match self.turns.first() {
            None => format!("{request}: nothing more was expected"),
            Some(turn) if turn.request != request => {
                format!("{request} in place of {}", turn.request)
            }
            Some(turn) => {
                let sent: Value = serde_json::from_str(body).unwrap_or_default();
                match &turn.body {
                    Some(body) if *body != sent => format!("{request}: {sent} in place of {body}"),
                    _ => return self.turns.remove(0).answer,
                }
            }
        };
        self.wrong.push(wrong);
        Some((418, Value::Null))
    }
}

/// A vendor may want its key in the query.
fn without_key(request: &str) -> String {
    let key = format!("apiKey={SECRET}");
    let without = request.replace(&format!("&{key}"), "");
    let without = without.replace(&format!("?{key}&"), "?");
    without.replace(&format!("?{key}"), "")
}

/// The request line without its version, and the body.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        stream
            .read_line(&mut line)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        let line = line.trim_end();
        if request.is_empty() {
            request = without_key(line.rsplit_once(' ')?.0);
        }
        if let Some(given) = line.to_lowercase().strip_prefix("content-length:") {
            length = given.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((request, String::from_utf8(body).ok()?))
}
