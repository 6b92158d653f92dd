//! A case of the table: contacts in few words, and what is expected of them.

use contacts_core::model::*;
use contacts_core::normalize::email::email;
use contacts_core::normalize::phone::{PhoneHint, phone};
use contacts_core::resolve::{Clusters, Limited, Reason, Rules, SourceKey};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    #[serde(default)]
    pub rules: Rules,
    pub contacts: Vec<Words>,
    #[serde(default)]
    clusters: Vec<Vec<String>>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    refused: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    pub id: String,
    pub provider: Option<String>,
    pub account: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub emails: Vec<String>,
    pub verified: bool,
    pub phone: Option<String>,
    pub phones: Vec<String>,
    /// A number that is taken for E.164 whatever the numbering plan says.
    pub raw: Option<String>,
    pub external: Option<External>,
    pub identity: Option<Identity>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct External {
    pub kind: ExternalIdKind,
    pub value: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    service: Service,
    kind: Option<IdentityKind>,
    value: String,
    scope: Option<IdentityScope>,
    inbox: Option<i64>,
}

/// Clusters, links and refusals, as the table writes them.
#[derive(Debug, PartialEq)]
pub struct Found {
    clusters: Vec<Vec<String>>,
    links: Vec<String>,
    refused: Vec<String>,
}

impl Case {
    pub fn expected(&self) -> Found {
        Found {
            clusters: self.clusters.clone(),
            links: self.links.clone(),
            refused: self.refused.clone(),
        }
    }
}

pub fn contact(words: &Words) -> Contact {
    let words = words.clone();
    let mut contact = Contact::new(Source {
        provider: words.provider.unwrap_or_else(|| "acme".to_owned()),
        instance: "https://acme.example.com".to_owned(),
        account: Some(RemoteId::text(
            words.account.unwrap_or_else(|| "1".to_owned()),
        )),
        id: RemoteId::text(words.id),
        ..Source::default()
    });
    contact.name.full = words.name;
    contact.emails = words
        .emails
        .into_iter()
        .chain(words.email)
        .map(|raw| EmailAddress {
            verified: words.verified.into(),
            ..email(raw).0
        })
        .collect();
    contact.phones = words
        .phones
        .into_iter()
        .chain(words.phone)
        .map(|raw| phone(raw, PhoneHint::Nothing).0)
        .collect();
    contact.phones.extend(words.raw.map(|raw| PhoneNumber {
        e164: Some(raw.clone()),
        raw,
        ..PhoneNumber::default()
    }));
    let external = words
        .external
        .map(|External { kind, value }| ExternalId { kind, value });
    contact.source.external_ids.extend(external);
    contact
        .online_services
        .extend(words.identity.map(|identity| ChannelIdentity {
            service: identity.service,
            kind: identity.kind,
            value: identity.value,
            scope: identity.scope,
            inbox: identity.inbox.map(|id| Inbox {
                id: Some(RemoteId::integer(id)),
                ..Inbox::default()
            }),
            ..ChannelIdentity::default()
        }));
    contact
}

pub fn found(clusters: &Clusters) -> Found {
    let id = |key: SourceKey<'_>| key.id().to_string();
    let kind = |kind| {
        serde_json::to_value(kind)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    Found {
        clusters: clusters
            .duplicates()
            .map(|cluster| cluster.members().map(|member| id(member.key)).collect())
            .collect(),
        links: clusters
            .duplicates()
            .flat_map(|cluster| cluster.links())
            .map(|link| format!("{} {}: {}", id(link.from), id(link.to), kind(link.kind)))
            .collect(),
        refused: clusters
            .refused()
            .map(|refused| {
                let ids: Vec<_> = refused.contacts().map(id).collect();
                let reason = reason(refused.reason);
                format!("{}: {}: {reason}", ids.join(" "), kind(refused.kind))
            })
            .collect(),
    }
}

fn reason(reason: Reason) -> String {
    match reason {
        Reason::Blocked => "blocked".to_owned(),
        Reason::Shared { found, limit } => format!("shared {found} of {limit}"),
        Reason::Limit { what, found, limit } => {
            let what = match what {
                Limited::Emails => "emails",
                Limited::Phones => "phones",
                Limited::ExternalIds => "external-ids",
                other => panic!("no case says {other:?}"),
            };
            format!("{what} {found} of {limit}")
        }
        other => panic!("no case says {other:?}"),
    }
}
