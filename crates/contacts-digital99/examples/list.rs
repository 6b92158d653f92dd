//! Lists all contacts, one JSON object a line, exactly as the vendor sends them.

use std::pin::pin;

use contacts_digital99::{Client, Credential, SERVER};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let account: i64 = std::env::var("CONTACTS_DIGITAL99_ACCOUNT_ID")?.parse()?;
    let base_url = std::env::var("CONTACTS_DIGITAL99_BASE_URL")
        .unwrap_or_else(|_| SERVER.to_owned())
        .parse()?;
    let credential =
        Credential::user_api_key(std::env::var("CONTACTS_DIGITAL99_API_ACCESS_TOKEN")?);
    let client = Client::new(base_url, credential)?;
    let mut records = pin!(client.list_contacts(account).stream());
    while let Some(record) = records.try_next().await? {
        println!("{}", record.raw());
    }
    Ok(())
}
