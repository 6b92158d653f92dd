//! A server on raw sockets: it answers with given bytes, or with none, and keeps what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use crate::clock::Hands;
use crate::tls;

/// A request as it came over the wire.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Method and target, such as `GET /v1/contacts?page=1`.
    pub line: String,
    /// Headers with names in lower case, one a line.
    pub headers: Vec<String>,
    /// The body.
    pub body: String,
}

/// What a server does with a request; then it closes the connection.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// One after the other.
    pub steps: Vec<Step>,
    /// The hands on the clock of the call.
    pub hands: Hands,
}

/// One thing that a server does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends bytes of a head one by one, and lets that much time pass after each.
    SlowHead(Vec<u8>, Duration),
    /// Sends bytes of a body one by one, and lets that much time pass each time that the client has got one.
    SlowBody(Vec<u8>, Duration),
    /// Sends nothing, and lets bounds of this length pass until the client gives up.
    Stall(Duration),
}

impl From<Vec<u8>> for Script {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            steps: vec![Step::Send(bytes)],
            hands: Hands::default(),
        }
    }
}

/// A server on a free port of this machine; it ends with the process.
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: Mutex<usize>,
    asked: Mutex<Vec<Asked>>,
}

impl Server {
    /// A server that does with each request what `answer` makes of it: whole bytes of HTTP, or a script.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub fn start<S: Into<Script>>(
        answer: impl Fn(&Asked) -> S + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        Self::listen("http", answer, |stream, seen, answer| {
            serve(&mut BufReader::new(stream), seen, answer);
        })
    }

    /// The same behind TLS, with a certificate for `localhost` that it signed itself.
    ///
    /// # Errors
    ///
    /// If no port is free, or no certificate can be made.
    pub fn start_tls<S: Into<Script>>(
        answer: impl Fn(&Asked) -> S + Send + Sync + 'static,
    ) -> std::io::Result<(Self, CertificateDer<'static>)> {
        let (config, certificate) = tls::self_signed().map_err(std::io::Error::other)?;
        let server = Self::listen("https", answer, move |stream, seen, answer| {
            if let Ok(connection) = rustls::ServerConnection::new(Arc::clone(&config)) {
                let stream = rustls::StreamOwned::new(connection, stream);
                let mut stream = BufReader::new(stream);
                serve(&mut stream, seen, answer);
                let stream = stream.get_mut();
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        })?;
        Ok((server, certificate))
    }

    fn listen<S: Into<Script>>(
        scheme: &'static str,
        answer: impl Fn(&Asked) -> S + Send + Sync + 'static,
        serve: impl Fn(TcpStream, &Seen, &dyn Fn(&Asked) -> Script) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Seen::default());
        let (serve, answer) = (Arc::new(serve), Arc::new(answer));
        let kept = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                *kept
                    .connections
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) += 1;
                let (serve, answer, seen) =
                    (Arc::clone(&serve), Arc::clone(&answer), Arc::clone(&kept));
                let _ = stream.set_nodelay(true);
                thread::spawn(move || serve(stream, &seen, &|asked| answer(asked).into()));
            }
        });
        Ok(Self {
            address,
            scheme,
            seen,
        })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        let host = if self.scheme == "https" {
            "localhost"
        } else {
            "127.0.0.1"
        };
        format!("{}://{host}:{}", self.scheme, self.port())
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.seen
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How often somebody connected so far.
    pub fn connections(&self) -> usize {
        *self
            .seen
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A whole answer.
pub fn answer(status: u16, content_type: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A whole answer of JSON.
pub fn json(status: u16, body: &str) -> Vec<u8> {
    answer(status, "application/json", body)
}

fn serve<S: Read + Write>(
    stream: &mut BufReader<S>,
    seen: &Seen,
    answer: &dyn Fn(&Asked) -> Script,
) {
    let Ok(asked) = read(stream) else {
        return;
    };
    let script = answer(&asked);
    seen.asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(asked);
    // A client that has hung up has seen enough.
    let _ = play(stream.get_mut(), &script);
}

fn play<S: Read + Write>(stream: &mut S, script: &Script) -> std::io::Result<()> {
    for step in &script.steps {
        match step {
            Step::Send(bytes) => send(stream, bytes)?,
            Step::SlowHead(bytes, pause) => {
                for byte in bytes {
                    send(stream, &[*byte])?;
                    script.hands.tick(*pause)?;
                }
            }
            Step::SlowBody(bytes, pause) => {
                for byte in bytes {
                    script.hands.step(*pause, || send(stream, &[*byte]))??;
                }
            }
            Step::Stall(bound) => return Err(script.hands.stall(*bound).into()),
        }
    }
    Ok(())
}

fn send(stream: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn read(reader: &mut impl BufRead) -> std::io::Result<Asked> {
    let mut asked = Asked::default();
    let mut length = 0;
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    asked.line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.trim().split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
            asked
                .headers
                .push(format!("{}:{value}", name.to_lowercase()));
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    asked.body = String::from_utf8_lossy(&body).into_owned();
    Ok(asked)
}
