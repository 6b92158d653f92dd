//! Lists all contacts, one JSON object a line, exactly as the vendor sends them.

use std::pin::pin;

use contacts_chatbotx::{Client, Credential, SERVER};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base_url = std::env::var("CONTACTS_CHATBOTX_BASE_URL")
        .unwrap_or_else(|_| SERVER.to_owned())
        .parse()?;
    let credential = Credential::developer_access_token(std::env::var("CONTACTS_CHATBOTX_TOKEN")?);
    let client = Client::new(base_url, credential)?;
    let mut records = pin!(client.list_contacts().per_page(50).stream());
    while let Some(record) = records.try_next().await? {
        println!("{}", record.raw());
    }
    Ok(())
}
