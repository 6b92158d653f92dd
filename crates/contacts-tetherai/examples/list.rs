//! Lists all contacts, one JSON object a line, exactly as the vendor sends them.

use std::pin::pin;

use contacts_tetherai::{Client, Credential};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base_url = std::env::var("CONTACTS_TETHERAI_BASE_URL")?.parse()?;
    let credential = Credential::bearer_auth(std::env::var("CONTACTS_TETHERAI_TOKEN")?);
    let client = Client::new(base_url, credential)?;
    let mut records = pin!(client.list_contacts().owner_filter("all").size(50).stream());
    while let Some(record) = records.try_next().await? {
        println!("{}", record.raw());
    }
    Ok(())
}
