//! Lists the tags of a contact, one JSON object a line, exactly as the vendor sends them.

use std::pin::pin;

use contacts_dmchamp::{Client, Credential, SERVER};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let contact = std::env::args().nth(1).ok_or("pass the id of a contact")?;
    let base_url = std::env::var("CONTACTS_DMCHAMP_BASE_URL")
        .unwrap_or_else(|_| SERVER.to_owned())
        .parse()?;
    let credential = Credential::api_key(std::env::var("CONTACTS_DMCHAMP_API_KEY")?);
    let client = Client::new(base_url, credential)?;
    let mut records = pin!(client.list_contact_tags(contact).stream());
    while let Some(record) = records.try_next().await? {
        println!("{}", record.raw());
    }
    Ok(())
}
