//! A server that does what a test says, on the test's own thread.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::client::VirtualClock;

/// What a server does with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends these bytes, and waits for the next request.
    Send(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Close(Vec<u8>),
    /// Sends the first bytes at once and the others one at a time, with so much time after each; then time passes for ever.
    Trickle(&'static str, usize, Duration),
}

pub struct Server {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Server {
    /// A server that does what `act` says for each request, which it gets by its number, from 0.
    pub async fn start(
        clock: &VirtualClock,
        act: impl Fn(usize) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let asked = Arc::new(AtomicUsize::new(0));
        let (act, count, clock) = (Arc::new(act), Arc::clone(&asked), clock.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (act, count, clock) = (Arc::clone(&act), Arc::clone(&count), clock.clone());
                tokio::spawn(async move { serve(stream, &clock, &count, &*act).await });
            }
        });
        Self { address, asked }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// An answer with headers, each with its line end.
pub fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

async fn serve(
    mut stream: TcpStream,
    clock: &VirtualClock,
    count: &AtomicUsize,
    act: &(dyn Fn(usize) -> Act + Send + Sync),
) {
    let mut request = Vec::new();
    while stream
        .read_buf(&mut request)
        .await
        .is_ok_and(|read| read > 0)
    {
        // No request of these tests has a body.
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        request.clear();
        match act(count.fetch_add(1, Ordering::SeqCst)) {
            Act::Send(bytes) => {
                let _ = stream.write_all(&bytes).await;
            }
            Act::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Act::Trickle(first, more, between) => {
                let _ = stream.write_all(first.as_bytes()).await;
                return trickle(stream, clock, more, between).await;
            }
        }
    }
}

/// Sends as many bytes, and lets time pass until the client gives up.
async fn trickle(mut stream: TcpStream, clock: &VirtualClock, mut more: usize, between: Duration) {
    let mut gone = [0];
    loop {
        if more > 0 {
            more -= 1;
            let _ = stream.write_all(b" ").await;
        }
        // The client gets the byte before the time passes.
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        clock.advance(between);
        if matches!(stream.try_read(&mut gone), Ok(0)) {
            return;
        }
    }
}
