//! A server that costs next to nothing: pages from one prepared page, in which only the contacts' ids change.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::{Outcome, body};

/// Contacts on a page: as many as the vendor gives at most.
pub const PAGE: usize = 50;

/// The prepared page, and where in it the ids of its contacts stand.
struct Pages {
    body: Vec<u8>,
    ids: Vec<Vec<usize>>,
    contacts: usize,
    latency: Duration,
}

/// Prints the server's URL and serves until the process is ended.
pub fn serve(contacts: usize, latency: u64) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        let pages: &Pages = Box::leak(Box::new(Pages::new(contacts, latency)));
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(async move {
                let _ = pages.answer(stream).await;
            });
        }
    })
}

impl Pages {
    fn new(contacts: usize, latency: u64) -> Self {
        let body = body::page(PAGE);
        let ids = (0..PAGE)
            .map(|number| {
                let id = format!("{}{number:016}", body::CONTACT);
                body.match_indices(&id).map(|(at, _)| at).collect()
            })
            .collect();
        Self {
            body: body.into_bytes(),
            ids,
            contacts,
            latency: Duration::from_millis(latency),
        }
    }

    async fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        let mut page = 1;
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line.starts_with("GET ") {
                page = asked(&line).unwrap_or(1);
            } else if line.trim().is_empty() {
                if !self.latency.is_zero() {
                    tokio::time::sleep(self.latency).await;
                }
                let body = self.page(page);
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                stream.get_mut().write_all(head.as_bytes()).await?;
                stream.get_mut().write_all(&body).await?;
            }
        }
    }

    fn page(&self, page: usize) -> Vec<u8> {
        let first = page.saturating_sub(1) * PAGE;
        if first >= self.contacts {
            return br#"{"data":[],"pageCount":200,"totalCount":10000,"totalCountCapped":true}"#
                .to_vec();
        }
        let mut body = self.body.clone();
        for (number, places) in self.ids.iter().enumerate() {
            let id = format!("{}{:016}", body::CONTACT, first + number);
            for &at in places {
                if let Some(slot) = body.get_mut(at..at + id.len()) {
                    slot.copy_from_slice(id.as_bytes());
                }
            }
        }
        body
    }
}

/// The number in `page=`.
fn asked(line: &str) -> Option<usize> {
    let (_, query) = line.split_whitespace().nth(1)?.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="))?
        .parse()
        .ok()
}
