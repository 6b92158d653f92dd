//! The ways to list all contacts of a server.

use contacts_chatbotx::Client;
use contacts_runtime::client::policy::{Policy, Rate};
use contacts_runtime::client::{Dedup, SweepOptions, Transport};

use crate::{Outcome, baseline};

/// Lists everything in one of the ways, and counts it.
pub fn run(way: &str, url: &str) -> Outcome<u64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match way {
            "bare loop" => bare(url).await,
            "pages" => pages(url).await,
            "sweep" => sweep(url, SweepOptions::default()).await,
            "sweep, prefetch 8" => sweep(url, SweepOptions::default().prefetch(8)).await,
            "sweep, window" => sweep(url, SweepOptions::default().dedup(Dedup::Window(1024))).await,
            other => Err(format!("there is no way called {other}").into()),
        }
    })
}

/// reqwest and serde_json, as people write it.
async fn bare(url: &str) -> Outcome<u64> {
    let http = http()?;
    let (mut items, mut page) = (0, 1);
    loop {
        let answer = http
            .get(format!("{url}/v1/contacts?page={page}"))
            .send()
            .await?;
        let body = answer.error_for_status()?.bytes().await?;
        let list: baseline::ContactList = serde_json::from_slice(&body)?;
        if list.data.is_empty() {
            return Ok(items);
        }
        items += list.data.len() as u64;
        page += 1;
    }
}

/// The generated client, page by page.
async fn pages(url: &str) -> Outcome<u64> {
    let client = Client::with_transport(transport(url)?);
    let (mut items, mut page) = (0, 1);
    loop {
        let list = client.list_contacts().page(page).send().await?;
        if list.data.is_empty() {
            return Ok(items);
        }
        items += list.data.len() as u64;
        page += 1;
    }
}

async fn sweep(url: &str, options: SweepOptions) -> Outcome<u64> {
    let client = Client::with_transport(transport(url)?);
    let mut sweep = client.list_contacts().sweep(options);
    let mut items = 0;
    while let Some(batch) = sweep.next().await {
        items += batch?.into_records().len() as u64;
    }
    match sweep.verdict().is_complete() {
        true => Ok(items),
        false => Err(sweep.verdict().to_string().into()),
    }
}

/// An HTTP client as the bare loop has it.
pub fn http() -> Outcome<reqwest::Client> {
    Ok(reqwest::Client::builder().build()?)
}

/// A transport that does not wait for the vendor's rate limit.
pub fn transport(url: &str) -> Outcome<Transport> {
    let policy = Policy::default().with_rate(Rate::Unlimited);
    Ok(Transport::builder(url.parse()?, Vec::new())
        .policy(policy)
        .build()?)
}
