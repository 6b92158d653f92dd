//! Identity resolution over 100 thousand and 1 million invented contacts: `cargo bench -p contacts-core --bench resolve`.
//!
//! It prints time, memory and the ratio of the two, and never fails for being slow. Time is that of the processor where
//! the system tells it (Linux), so that other programs disturb it little. The contacts are made one
//! by one while they are read, so that the memory is that of the resolution alone.

use std::hint::black_box;
use std::time::Instant;

use contacts_core::model::{
    ChannelIdentity, Contact, EmailAddress, ExternalId, ExternalIdKind, IdentityKind,
    IdentityScope, Inbox, PhoneNumber, RemoteId, Service, Source,
};
use contacts_core::resolve::{Rules, resolve};

const PROVIDERS: [&str; 5] = ["chatbotx", "digital99", "dmchamp", "insighto", "tetherai"];

fn main() {
    let rules = Rules::default();
    // `cargo test --benches` only looks whether it runs.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    // Each with a prime just above it, modulo which the contacts are spread.
    let sizes: &[(u64, u64)] = if is_bench {
        &[(100_000, 100_003), (1_000_000, 1_000_003)]
    } else {
        &[(1_000, 1_009)]
    };

    let clock = Clock(Instant::now());
    let start = clock.seconds();
    let made: usize = (0..100_000)
        .map(|number| black_box(contact(number, 100_003)).emails.len())
        .sum();
    let make = (clock.seconds() - start) / 100_000.0;
    black_box(made);

    let mut seconds = Vec::new();
    for &(size, prime) in sizes {
        let before = memory("VmRSS:");
        let start = clock.seconds();
        let clusters = resolve((0..size).map(|number| contact(number, prime)), &rules);
        let time = clock.seconds() - start;
        let after = memory("VmRSS:");
        let peak = memory("VmHWM:");
        println!(
            "{size:>9} contacts: {time:.2} s ({:.2} µs each, of which {:.2} to invent it), {} persons, {} clusters, \
             {} links, {} refused",
            time * 1e6 / size as f64,
            make * 1e6,
            clusters.persons(),
            clusters.duplicates().count(),
            clusters
                .duplicates()
                .map(|cluster| cluster.links().count())
                .sum::<usize>(),
            clusters.refused().count(),
        );
        if let (Some(before), Some(after), Some(peak)) = (before, after, peak) {
            println!(
                "{:>9}  memory: {} MiB at most, {} MiB in the result",
                "",
                (peak.saturating_sub(before)) / 1024,
                after.saturating_sub(before) / 1024,
            );
        }
        seconds.push(time - make * size as f64);
        black_box(clusters);
    }
    if let [one, ten] = seconds[..] {
        println!("10 times the contacts take {:.1} times the time", ten / one);
    }
}

/// One of three records of a person, in any of five vendors: one with an e-mail address, one with a
/// telephone number, one with both. Every thousandth writes from the mailbox of a shop.
fn contact(number: u64, prime: u64) -> Contact {
    // So that the records of a person do not come in a row.
    let spread = number.wrapping_mul(2_654_435_761) % prime;
    let person = spread / 3;
    let provider = PROVIDERS
        .get(spread as usize % 5)
        .copied()
        .unwrap_or_default();
    let mut contact = Contact::new(Source {
        provider: provider.to_owned(),
        instance: "https://crm.example.com".to_owned(),
        account: Some(RemoteId::integer(7)),
        id: RemoteId::text(number.to_string()),
        ..Source::default()
    });
    let address = match number % 1000 {
        0 => format!("shop{}@example.com", number % 7000),
        _ => format!("person.{person}@example.com"),
    };
    if !spread.is_multiple_of(3) {
        contact.emails.push(EmailAddress {
            match_key: Some(address.clone()),
            verified: spread.is_multiple_of(2).into(),
            raw: address,
            ..EmailAddress::default()
        });
    }
    if spread % 3 != 1 {
        let e164 = match person % 4 {
            // With and without the ninth digit.
            0 if spread.is_multiple_of(2) => format!("+55219{}", 80_000_000 + person),
            0 => format!("+5521{}", 80_000_000 + person),
            _ => format!("+1202{}", 2_000_000 + person),
        };
        contact.phones.push(PhoneNumber {
            raw: e164.clone(),
            e164: Some(e164),
            ..PhoneNumber::default()
        });
    }
    if provider == "digital99" {
        contact.source.external_ids.push(ExternalId {
            kind: ExternalIdKind::Identifier,
            value: format!("customer-{person}"),
        });
        contact.online_services.push(ChannelIdentity {
            service: Service::Telegram,
            kind: Some(IdentityKind::ChatId),
            value: person.to_string(),
            scope: Some(IdentityScope::Inbox),
            inbox: Some(Inbox {
                id: Some(RemoteId::integer(3)),
                ..Inbox::default()
            }),
            ..ChannelIdentity::default()
        });
    }
    contact
}

/// Since when time is taken, where the system does not count that of the processor.
struct Clock(Instant);

impl Clock {
    fn seconds(&self) -> f64 {
        let told = std::fs::read_to_string("/proc/self/schedstat").ok();
        let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
        nanoseconds.map_or_else(|| self.0.elapsed().as_secs_f64(), |time| time / 1e9)
    }
}

/// A figure of this process in KiB, where the system tells it.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
