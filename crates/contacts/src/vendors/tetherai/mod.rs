//! TetherAI: lists, searches, filters, counts and gets; finds by telephone number and e-mail address; notes and conversations.

mod steps;
mod writes;

use std::collections::BTreeSet;

use contacts_core::mapping::{Mapped, Origin, tetherai as mapping};
use contacts_core::model::{Contact, RemoteId, Total};
use contacts_runtime::Patch;
use contacts_runtime::operation::Capability;
use contacts_tetherai::types::{
    CountContactsRequest, DateRange, DedupReview, FindContactByPhoneRequest,
    ListContactConversationsRequest,
};
use contacts_tetherai::{Client, Credential, builder, operations, server};
use jiff::Timestamp;
use serde::Deserialize;

use crate::account::{Account, AccountError};
use crate::error::Error;
use crate::filter::Filter;
use crate::plan::{Known, Need, Refusal, Review, Step};
use crate::provider::{
    Answer, Provider, Reading, answer, failed, generated, nobody, of_account, total,
};
use crate::sweep::{Start, Sweep};
use crate::vendors::paged;
use crate::write::{Abilities, Write};

/// What the vendor takes when no size is given; a maximum is not known.
const PAGE: i64 = 50;

/// Notes an answer, as the vendor's example has it.
const NOTES: &str = "25";

pub const ABILITIES: Abilities = Abilities {
    writes: writes::WRITES,
    refinements: writes::REFINEMENTS,
    partial: &[Capability::ListConversations],
};

struct TetherAi {
    client: Client,
    origin: Origin,
}

pub fn connect(account: &Account) -> Result<Box<dyn Provider>, AccountError> {
    let base_url = account.server(|| account.optional("instance").map(server))?;
    let secret = account
        .secret("bearerAuth")
        .ok_or_else(|| account.missing_credential())?;
    let origin = Origin::new(operations::VENDOR.slug, base_url.origin());
    let credential = Credential::BearerAuth(secret);
    let transport = account.transport(base_url, credential.into_slots())?;
    let client = Client::with_transport(transport);
    Ok(Box::new(TetherAi { client, origin }))
}

impl TetherAi {
    /// The list of everybody: without a scope the vendor lists the caller's own contacts only.
    fn everybody(&self) -> builder::ListContacts {
        self.client.list_contacts().owner_filter("all").size(PAGE)
    }

    fn walk(&self, list: builder::ListContacts, start: Start<'_>) -> Result<Sweep, Error> {
        let slug = self.vendor().slug;
        Sweep::new(&self.origin, slug, list, start, mapping::contact_page)
    }

    fn conversations_on<'a>(&'a self, id: &str, channel: String) -> Answer<'a> {
        let mut body = ListContactConversationsRequest::new(id);
        body.channel_type = channel.into();
        let call = self.client.list_contact_conversations(body).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::conversation_list,
        )
    }
}

impl Provider for TetherAi {
    generated!(contacts_tetherai);

    fn needs(&self, write: &Write) -> Vec<Need> {
        let mut needs = Need::usual(write);
        if matches!(write, Write::Merge { .. }) {
            needs.push(Need::Reviews);
        }
        needs
    }

    fn steps(&self, write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
        steps::steps(write, known)
    }

    fn sweep(&self, start: Start<'_>) -> Result<Sweep, Error> {
        self.walk(self.everybody(), start)
    }

    fn search(&self, text: &str, start: Start<'_>) -> Result<Sweep, Error> {
        self.walk(self.everybody().search(text), start)
    }

    fn filter(&self, filter: &Filter, start: Start<'_>) -> Result<Sweep, Error> {
        filter.only(self, &["created-after", "created-before", "stage"])?;
        let mut list = self.everybody();
        if let Some(stage) = &filter.stage {
            list = list.pipeline_stage(stage);
        }
        let (after, before) = (filter.created_after, filter.created_before);
        if after.is_some() || before.is_some() {
            let moment =
                |at: Option<Timestamp>| at.map_or(Patch::Absent, |at| at.to_string().into());
            let range = DateRange {
                start: moment(after),
                end: moment(before),
                ..DateRange::default()
            };
            list = list.date_range(range);
        }
        // The form of its dates is not documented, so what it makes of them is looked at again.
        let within = move |contact: &Contact| {
            let at = contact.created_at.as_ref().and_then(|at| at.instant);
            at.is_none_or(|at| {
                after.is_none_or(|after| at > after) && before.is_none_or(|before| at < before)
            })
        };
        Ok(self.walk(list, start)?.only(within))
    }

    fn count(&self) -> Reading<'_, Total> {
        let everything = CountContactsRequest::default();
        let call = self.client.count_contacts(everything).send();
        let slug = self.vendor().slug;
        let counted = of_account(&self.origin, slug, call, mapping::contact_counts);
        total(counted, &operations::COUNT_CONTACTS)
    }

    fn get<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let call = self.client.get_contact(id).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_result,
        )
    }

    fn find_by_phone<'a>(&'a self, phone: &'a str) -> Answer<'a> {
        let body = FindContactByPhoneRequest::new(phone);
        let call = self.client.find_contact_by_phone(body).send();
        answer(
            &self.origin,
            self.vendor().slug,
            call,
            mapping::contact_result,
        )
    }

    /// The vendor's search looks for a text in names, numbers and addresses.
    fn find_by_email<'a>(&'a self, email: &'a str) -> Answer<'a> {
        let found = paged::all(self.search(email, Start::default()));
        Box::pin(async move {
            let mut mapped = found.await?;
            let is_it = |contact: &Contact| {
                let mut emails = contact.emails.iter();
                emails.any(|known| known.raw.eq_ignore_ascii_case(email))
            };
            mapped.contacts.retain(is_it);
            // It counts everybody in whom the text was found.
            mapped.page.total = None;
            Ok(mapped)
        })
    }

    fn reviews<'a>(&'a self, id: &'a str) -> Reading<'a, Vec<Review>> {
        Box::pin(async move {
            let call = self.client.list_pending_dedup_reviews(id).send();
            let slug = self.vendor().slug;
            let list = call
                .await
                .map_err(|error| failed(slug, error))?
                .into_inner();
            let readable = list
                .data
                .into_iter()
                .filter_map(|review| review.into_parts().0.ok());
            let review = |review: DedupReview| {
                Some(Review {
                    id: review.id.into_option()?,
                    goes: review.source_contact_id.into_option()?,
                    stays: review.candidate_contact_id.into_option()?,
                })
            };
            Ok(readable.filter_map(review).collect())
        })
    }

    fn notes<'a>(&'a self, id: &'a str) -> Answer<'a> {
        let list = self.client.list_contact_notes(id).limit(NOTES);
        let slug = self.vendor().slug;
        let start = Start::default();
        let notes = paged::all(Sweep::new(
            &self.origin,
            slug,
            list,
            start,
            mapping::note_page,
        ));
        Box::pin(async move {
            let mut mapped = notes.await?;
            // A note does not say whose it is.
            for note in &mut mapped.notes {
                note.contact_id = Some(RemoteId::text(id));
            }
            Ok(mapped)
        })
    }

    fn conversations<'a>(&'a self, id: &'a str) -> Answer<'a> {
        Box::pin(async move {
            let found = self.get(id).await?;
            if found.contacts.is_empty() && found.undecodable.is_empty() {
                return Err(nobody(self.vendor().slug));
            }
            let mut answers = Vec::new();
            for channel in found.contacts.iter().flat_map(channels) {
                answers.push(self.conversations_on(id, channel).await?);
            }
            Ok(Mapped::gathered(answers))
        })
    }
}

/// The channels to ask for: what the vendor assumes without one, and those that the contact names.
fn channels(contact: &Contact) -> BTreeSet<String> {
    #[derive(Default, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Named {
        channel_types: Vec<String>,
    }
    let named: Named = serde_json::from_str(&contact.raw).unwrap_or_default();
    let assumed = "sms".to_owned();
    named.channel_types.into_iter().chain([assumed]).collect()
}
