//! A server that answers with given bytes and keeps what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

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

/// A server on a free port of this machine; it ends with the process.
pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// A server that answers each request with what `answer` makes of it: whole bytes of HTTP.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub fn start(
        answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                thread::spawn(move || serve(stream, &seen, &*answer));
            }
        });
        Ok(Self { address, asked })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked
            .lock()
            .map(|asked| asked.clone())
            .unwrap_or_default()
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

fn serve(stream: TcpStream, seen: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Vec<u8>) {
    let Ok(asked) = read(&stream) else {
        return;
    };
    let bytes = answer(&asked);
    if let Ok(mut seen) = seen.lock() {
        seen.push(asked);
    }
    let _ = (&stream).write_all(&bytes);
}

fn read(stream: &TcpStream) -> std::io::Result<Asked> {
    let mut reader = BufReader::new(stream);
    let mut asked = Asked::default();
    let mut length = 0;
    let mut line = String::new();
    reader.read_line(&mut line)?;
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
