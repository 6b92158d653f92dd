//! Starts all vendors, prints what a client needs, and serves until it is interrupted.
//!
//! `cargo run -p contacts-sandbox --example serve -- 1000` starts each with 1000 contacts; 100 without a number.

use contacts_sandbox::{Options, Sandbox, slugs};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let contacts = std::env::args()
        .nth(1)
        .map_or(Ok(100), |text| text.parse())?;
    let mut sandboxes = Vec::new();
    for slug in slugs() {
        let sandbox = Sandbox::start(
            slug,
            Options {
                contacts,
                ..Options::default()
            },
        )
        .await?;
        println!("{slug}\n  base URL {}", sandbox.base_url());
        for slot in sandbox.credential_slots() {
            println!(
                "  credential {slot} {}",
                sandbox.credential(slot).unwrap_or_default()
            );
        }
        for (name, value) in sandbox.settings() {
            println!("  setting {name} {value}");
        }
        if let Some(contact) = sandbox.known_contacts().next() {
            println!(
                "  first contact {} {}",
                contact.id,
                contact.email.unwrap_or_default()
            );
        }
        sandboxes.push(sandbox);
    }
    std::future::pending().await
}
