//! `--with`: what is read of each contact beside the list, and what is said of what no list brings.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use contacts::core::mapping::Mapped;
use contacts::runtime::operation::{Capability, Meaning, Vendor};
use contacts::{Batch, Contacts, Detail, Error, Sweep, Unread, Unsupported, Verdict};
use contacts_export::Extent;
use contacts_export::manifest::Source;

use crate::exit::Failure;
use crate::text::counted;

/// What to read beside the list.
#[derive(Args, Clone, Debug, Default)]
pub struct With {
    /// Read too, contact by contact, what the list may not carry: tags, notes, conversations, attributes; all is what the vendor
    /// has and its list does not carry.
    #[arg(
        long,
        value_name = "DETAIL,…",
        value_delimiter = ',',
        hide_possible_values = true
    )]
    with: Vec<Wanted>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Tags,
    Notes,
    Conversations,
    Attributes,
    All,
}

/// The readings beside the list of one vendor, and what came of them.
#[derive(Default)]
pub struct Further {
    details: Vec<Detail>,
    extent: Extent,
    notes: Vec<String>,
    /// Whether contacts of an earlier run lack something.
    is_late: bool,
    unread: BTreeMap<String, Gap>,
    /// Contacts that were gone by then.
    vanished: u64,
}

/// Contacts of which something did not come.
#[derive(Default)]
struct Gap {
    contacts: u64,
    /// Why, the first time.
    why: Option<String>,
    /// Whether the vendor asked for a pause.
    is_busy: bool,
}

impl With {
    /// What is asked for, of what the vendor's list does not carry or the vendor can be asked for.
    fn details(&self, vendor: &Vendor) -> Vec<Detail> {
        let all = self.with.contains(&Wanted::All);
        let is_wanted = |detail: &Detail| {
            (all && Detail::unlisted(vendor).any(|unlisted| unlisted == *detail))
                || self
                    .with
                    .iter()
                    .any(|wanted| wanted.detail() == Some(*detail))
        };
        Detail::ALL.into_iter().filter(is_wanted).collect()
    }
}

impl Wanted {
    fn detail(self) -> Option<Detail> {
        Some(match self {
            Self::Tags => Detail::Tags,
            Self::Notes => Detail::Notes,
            Self::Conversations => Detail::Conversations,
            Self::Attributes => Detail::Attributes,
            Self::All => return None,
        })
    }
}

impl Further {
    /// What is asked for of a vendor. What it can't be asked for is told, and left out.
    pub fn of(contacts: &Contacts, with: &With) -> Self {
        let vendor = contacts.vendor();
        let wanted = with.details(vendor);
        let (details, lacking): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .partition(|detail| detail.reading(vendor).is_some());
        let known = contacts.capabilities();
        let notes = lacking.into_iter().filter_map(|detail| {
            if !detail.is_listed(vendor) {
                let refused = Unsupported::new(vendor, detail.capability());
                return Some(format!("no {detail}: {}", Error::from(refused)));
            }
            // What comes with the list may come on a condition.
            let mut all = known.capabilities.iter();
            let served = all.find(|served| served.capability == detail.capability())?;
            let condition = served.refinements.first()?;
            Some(format!("{detail}: {}", condition.text))
        });
        let notes = notes.collect();
        Self {
            notes,
            ..Self::reading(contacts, details)
        }
    }

    /// What an export was read with, to read the same again.
    pub fn again(contacts: &Contacts, extent: &Extent) -> Self {
        let vendor = contacts.vendor();
        let details = extent.with.iter().filter_map(|detail| detail.parse().ok());
        let details = details.filter(|detail: &Detail| detail.reading(vendor).is_some());
        Self::reading(contacts, details.collect())
    }

    fn reading(contacts: &Contacts, details: Vec<Detail>) -> Self {
        let known = contacts.capabilities();
        let list = known.leaves_out(Capability::List);
        let list = list.map(|text| format!("the list {text}"));
        let readings = details.iter().filter_map(|detail| {
            let text = known.leaves_out(detail.capability())?;
            Some(format!("{detail}: {text}"))
        });
        let unlisted = Detail::unlisted(contacts.vendor());
        let extent = Extent {
            with: details.iter().map(Detail::to_string).collect(),
            without: unlisted
                .filter(|detail| !details.contains(detail))
                .map(|detail| detail.to_string())
                .collect(),
            leaves_out: list.into_iter().chain(readings).collect(),
        };
        Self {
            details,
            extent,
            ..Self::default()
        }
    }

    /// What the manifest says of it.
    pub fn extent(&self) -> &Extent {
        &self.extent
    }

    /// What an earlier run brought: what did not come then is lacking still.
    pub fn before(&mut self, source: &Source) {
        self.vanished += source.counts.vanished;
        match &source.verdict {
            Some(verdict) if !verdict.complete => {
                let reasons = source.reasons().join("; ");
                self.notes.push(format!("incomplete: {reasons}"));
            }
            Some(_) => {}
            None => {
                for (detail, contacts) in &source.counts.unread {
                    self.unread.entry(detail.clone()).or_default().contacts += contacts;
                }
            }
        }
        self.is_late = !source.counts.unread.is_empty();
    }

    /// The next page of the list, with what is read beside it. If it is dropped before it is there, nothing of the page was
    /// counted, and it is asked for again by whoever goes on.
    pub async fn next(
        &mut self,
        contacts: &Contacts,
        sweep: &mut Sweep,
    ) -> Option<Result<Batch, Error>> {
        let mut batch = match sweep.next().await? {
            Ok(batch) => batch,
            failed => return Some(failed),
        };
        match self.complete(contacts, &mut batch.mapped).await {
            Ok(()) => Some(Ok(batch)),
            Err(error) => Some(Err(error)),
        }
    }

    async fn complete(&mut self, contacts: &Contacts, page: &mut Mapped) -> Result<(), Error> {
        if self.details.is_empty() {
            return Ok(());
        }
        let mut gone = None;
        for Unread { id, detail, error } in contacts.complete_page(page, &self.details).await? {
            if let Some(Error::Gone { .. }) = error {
                // Each of its readings says so, one after the other.
                self.vanished += u64::from(gone.as_ref() != Some(&id));
                gone = Some(id);
                continue;
            }
            let gap = self.unread.entry(detail.to_string()).or_default();
            gap.contacts += 1;
            let meaning = error.as_ref().and_then(Error::meaning);
            gap.is_busy |= meaning == Some(Meaning::RateLimited);
            if gap.why.is_none() {
                gap.why = Some(match error {
                    Some(error) => Failure::from(error).to_string(),
                    None => "the vendor gave fewer than it counts".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Whether all came that was asked for beside the list.
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty()
    }

    /// The verdict on the list and on what was read beside it.
    pub fn verdict(&self, list: &Verdict) -> String {
        match (list.is_complete(), self.is_complete()) {
            (false, _) => list.to_string(),
            (true, false) => "incomplete: see below".to_owned(),
            (true, true) if self.extent.leaves_out.is_empty() => list.to_string(),
            (true, true) => "complete*".to_owned(),
        }
    }

    /// What to do about what did not come. Contacts that are in a part are not read again.
    fn remedy(&self) -> Option<&'static str> {
        if self.unread.values().any(|gap| gap.is_busy) {
            return Some(
                "the vendor takes fewer requests: read all again, with --rate-limit N for N a second",
            );
        }
        self.is_late.then_some(
            "--resume reads no contact again: export into another folder, with a lower --rate-limit if that was why",
        )
    }

    /// What there is to say beside the verdict, where `command` is the one that would bring more.
    pub fn notes(&self, command: &str) -> Vec<String> {
        let gaps = self.unread.iter().map(|(detail, gap)| {
            let why = gap.why.as_ref().map(|why| format!(": {why}"));
            let contacts = counted(gap.contacts as usize, "contact");
            format!(
                "{detail} of {contacts} did not come{}",
                why.unwrap_or_default()
            )
        });
        gaps.chain(vanished(self.vanished))
            .chain(self.notes.iter().cloned())
            .chain(remarks(&self.extent, command))
            .chain(self.remedy().map(str::to_owned))
            .collect()
    }
}

/// That contacts were gone by the time they were read, if any were.
pub fn vanished(contacts: u64) -> Option<String> {
    let count = counted(contacts as usize, "contact");
    (contacts > 0).then(|| format!("{count} vanished while it was read: kept as the list gave it"))
}

/// What an export can't have, a phrase each.
pub fn remarks(extent: &Extent, command: &str) -> Vec<String> {
    let left_out = extent.leaves_out.iter().map(|text| format!("* {text}"));
    let without = &extent.without;
    let without = (!without.is_empty()).then(|| {
        let with = extent.with.iter().chain(without);
        let with: Vec<&str> = with.map(String::as_str).collect();
        format!(
            "not in this list: {} ({command} --with {})",
            without.join(", "),
            with.join(",")
        )
    });
    left_out.chain(without).collect()
}
