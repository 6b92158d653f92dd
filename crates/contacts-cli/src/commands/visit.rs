//! A visit to the sandbox of one vendor: everybody who is in it, compared with who came.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::pin::pin;

use contacts::core::mapping::Mapped;
use contacts::core::resolve::Resolver;
use contacts::runtime::operation::{Capability, Vendor};
use contacts::{Contacts, SweepOptions, Verdict};
use contacts_sandbox::{KnownContact, Running};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;

use super::summary::Summary;
use crate::account::sandbox;
use crate::console::Console;
use crate::exit::Failure;
use crate::report::{Account, Completeness};
use crate::text::counted;

/// Answers that are asked for before the ones before them were read.
const AHEAD: usize = 4;

/// Answers of a vendor that wait until those of the vendors before it were taken.
const WAITING: usize = 8;

/// What a report of such visits is about.
pub fn subject(seeded: u64) -> String {
    let seeded = counted(seeded as usize, "invented contact");
    format!("Embedded sandboxes, each with {seeded}")
}

/// Visits every vendor, each with as many contacts: all at once, and `take` gets their answers vendor by vendor, and how
/// many contacts of the vendor came before.
pub async fn all(
    seeded: u64,
    console: &mut Console<'_>,
    take: &mut dyn FnMut(&Mapped, usize) -> Result<(), Failure>,
) -> Result<Vec<Visit>, Failure> {
    let begin = |vendor: &'static Vendor| {
        let (sender, pages) = mpsc::channel(WAITING);
        let visit = tokio::spawn(Visit::make(vendor, seeded, sender));
        (vendor, pages, visit)
    };
    let begun: Vec<_> = contacts::vendors().map(begin).collect();
    let mut visits = Vec::new();
    for (vendor, mut pages, visit) in begun {
        let mut summary = Summary::default();
        while let Some(page) = pages.recv().await {
            take(&page, summary.contacts)?;
            summary.count(&page);
            summary.progress(vendor.slug, console);
        }
        let visit = visit
            .await
            .unwrap_or_else(|error| resume_unwind(error.into_panic()));
        visits.push(Visit { summary, ..visit? });
    }
    console.finish();
    Ok(visits)
}

/// Visits every vendor, and has everybody compared with everybody.
pub async fn compare(
    seeded: u64,
    console: &mut Console<'_>,
    resolver: &mut Resolver<'_>,
) -> Result<Vec<Visit>, Failure> {
    let mut take = |page: &Mapped, _| {
        let contacts = page.contacts.iter();
        contacts.for_each(|contact| resolver.add(contact));
        Ok(())
    };
    all(seeded, console, &mut take).await
}

/// What one vendor gave, and who did not come.
pub struct Visit {
    /// The vendor's name.
    pub name: &'static str,
    /// What can be said of its list; nothing if each contact was asked for, because the vendor can't list.
    verdict: Option<Verdict>,
    /// How many are there.
    pub seeded: u64,
    /// What came.
    pub summary: Summary,
    /// How many did not come and have neither telephone number nor e-mail address.
    out_of_reach: usize,
    /// Ids of the others who did not come.
    lost: Vec<String>,
}

impl Visit {
    /// Sends the answers as they come, until nobody takes them any more. Who does counts them into the summary.
    async fn make(
        vendor: &'static Vendor,
        seeded: u64,
        pages: mpsc::Sender<Mapped>,
    ) -> Result<Self, Failure> {
        let (account, running) = sandbox(vendor.slug, seeded).await?;
        let contacts = account.connect()?;
        let mut visit = Self {
            name: vendor.name,
            verdict: None,
            seeded,
            summary: Summary::default(),
            out_of_reach: 0,
            lost: Vec::new(),
        };
        let mut came = HashSet::new();
        let mut send = async |page: Mapped| {
            let ids = page
                .contacts
                .iter()
                .map(|contact| contact.source.id.to_string());
            came.extend(ids);
            pages.send(page).await.is_ok()
        };
        if contacts.serving(Capability::List).is_empty() {
            let all = stream::iter(running.known_contacts());
            let answers = all.map(|known| look_up(&contacts, known)).buffered(AHEAD);
            let mut answers = pin!(answers);
            while let Some(page) = answers.try_next().await? {
                if let Some(page) = page
                    && !send(page).await
                {
                    break;
                }
            }
        } else {
            let mut sweep = contacts.sweep(SweepOptions::default().prefetch(AHEAD))?;
            while let Some(batch) = sweep.next().await {
                if !send(batch?.mapped).await {
                    break;
                }
            }
            visit.verdict = Some(sweep.verdict());
        }
        visit.miss(&running, &came);
        running.stop().await;
        Ok(visit)
    }

    /// Compares who came with who is there.
    fn miss(&mut self, running: &Running, came: &HashSet<String>) {
        for known in running.known_contacts() {
            if came.contains(&known.id) {
                continue;
            }
            match known {
                KnownContact {
                    phone: None,
                    email: None,
                    ..
                } => self.out_of_reach += 1,
                KnownContact { id, .. } => self.lost.push(id),
            }
        }
    }

    /// Whether everybody came who can.
    pub fn is_complete(&self) -> bool {
        let verdict = self.verdict.as_ref();
        self.lost.is_empty()
            && self.summary.undecodable == 0
            && verdict.is_none_or(Verdict::is_complete)
    }

    /// What the report says of it.
    pub fn account(&self) -> Account {
        let count = |number: usize| number as u64;
        let (summary, remarks) = (&self.summary, self.remarks());
        let issues = summary.issues.iter();
        Account {
            vendor: self.name.to_owned(),
            contacts: count(summary.contacts),
            undecodable: count(summary.undecodable),
            expected: Some(self.seeded),
            completeness: match self.is_complete() {
                true => Completeness::Complete,
                false => Completeness::Incomplete,
            },
            leaves_out: self.out_of_reach > 0 && self.is_complete(),
            remarks,
            extra: count(summary.extra),
            issues: issues
                .map(|(code, many)| (code.clone(), count(*many)))
                .collect(),
            ..Account::default()
        }
    }

    /// The verdict in a word; with a star where there is something to explain.
    pub fn word(&self) -> &'static str {
        match (self.is_complete(), self.out_of_reach) {
            (false, _) => "incomplete",
            (true, 0) => "complete",
            (true, _) => "complete*",
        }
    }

    /// What there is to explain.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let looked_up = self.verdict.is_none();
        if looked_up {
            remarks
                .push("can't list, so each contact was looked up by number or address".to_owned());
        }
        if self.out_of_reach > 0 {
            let contacts = counted(self.out_of_reach, "contact");
            remarks.push(if looked_up {
                format!("* no look-up for {contacts} without number and e-mail address")
            } else {
                format!("* its list hides {contacts} without number and e-mail address")
            });
        }
        if let Some(verdict) = self
            .verdict
            .as_ref()
            .filter(|verdict| !verdict.is_complete())
        {
            remarks.push(verdict.to_string());
        }
        if let Some(first) = self.lost.first() {
            remarks.push(format!(
                "{} did not come, the first one is {first}",
                counted(self.lost.len(), "contact")
            ));
        }
        remarks
    }
}

/// Asks for a contact by telephone number, else by e-mail address, if it has one.
async fn look_up(
    contacts: &Contacts,
    known: KnownContact,
) -> Result<Option<Mapped>, contacts::Error> {
    Ok(match (&known.phone, &known.email) {
        (Some(phone), _) => Some(contacts.find_by_phone(phone).await?),
        (None, Some(email)) => Some(contacts.find_by_email(email).await?),
        (None, None) => None,
    })
}
