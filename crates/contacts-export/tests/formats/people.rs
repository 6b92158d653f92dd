//! Invented contacts with anything that a model can hold.

use contacts_core::model::*;
use contacts_core::normalize::{country, email, phone, phone::PhoneHint, timestamp};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use serde_json::{Value, json};

/// Text that is hard on every format.
fn text() -> BoxedStrategy<String> {
    prop_oneof![
        4 => "[a-zA-Zéß日 ]{1,12}",
        2 => Just(String::new()),
        2 => "[-=+@＝'\";,:\\\\ \t\r\n|{}\\[\\]]{1,6}",
        1 => ".{0,16}",
    ]
    .boxed()
}

fn id() -> BoxedStrategy<RemoteId> {
    prop_oneof![
        any::<i64>().prop_map(RemoteId::integer),
        "[0-9]{19}".prop_map(RemoteId::text),
        "[0-9a-f]{24}".prop_map(RemoteId::text),
        "[a-z:/=+-]{1,10}".prop_map(RemoteId::text),
    ]
    .boxed()
}

fn time() -> BoxedStrategy<Timestamp> {
    prop_oneof![
        Just("2023-11-07T05:31:56Z".to_owned()),
        Just("2023-11-07T05:31:56.000Z".to_owned()),
        Just("2023-11-07T07:31:56.120+02:00".to_owned()),
        Just("2023-11-07 05:31:56".to_owned()),
        Just("2023-11-07T05:31:56.123456789Z".to_owned()),
        Just("-000043-01-01T00:00:00Z".to_owned()),
        Just("yesterday".to_owned()),
        (0..2_000_000_000_i64).prop_map(|seconds| seconds.to_string()),
    ]
    .prop_map(|text| timestamp::from_text(text).0)
    .boxed()
}

fn json_value() -> BoxedStrategy<Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300_f64).prop_map(Value::from),
        text().prop_map(Value::from),
        (text(), text()).prop_map(|(key, value)| json!({ key: [value, {}, []] })),
    ]
    .boxed()
}

fn user() -> BoxedStrategy<UserRef> {
    (of(id()), of(text()), of(any::<bool>()), of(time()))
        .prop_map(|(id, name, anonymous, created_at)| UserRef {
            id,
            name,
            anonymous,
            created_at,
            ..UserRef::default()
        })
        .boxed()
}

fn attribute() -> BoxedStrategy<Attribute> {
    let value = prop_oneof![Just(Value::Null), json_value()];
    (text(), value, of(id()), of(time()))
        .prop_map(|(key, value, id, created_at)| Attribute {
            key,
            value: value.into(),
            id,
            created_at,
            scope: AttributeScope::Additional,
            ..Attribute::default()
        })
        .boxed()
}

fn identity() -> BoxedStrategy<ChannelIdentity> {
    (
        text(),
        text(),
        of(id()),
        of(time()),
        of(json_value()),
        of(any::<bool>()),
    )
        .prop_map(
            |(service, value, id, at, data, window_open)| ChannelIdentity {
                service: Service::from(service),
                value,
                inbox: id.map(|id| Inbox {
                    id: Some(id),
                    ..Inbox::default()
                }),
                last_inbound_at: at,
                data,
                window_open,
                ..ChannelIdentity::default()
            },
        )
        .boxed()
}

fn consents() -> BoxedStrategy<Consents> {
    (of(time()), of(time()), of(any::<bool>()), 0..3_u8)
        .prop_map(|(at, until, on, blocked)| Consents {
            email: Consent {
                state: ConsentState::Granted,
                at: at.clone(),
                ..Consent::default()
            },
            blocked: match blocked {
                0 => Blocked::Unknown,
                1 => Blocked::No,
                _ => Blocked::Yes { at, until },
            },
            do_not_disturb: on.map(|on| DoNotDisturb {
                on: Some(on),
                reason: None,
            }),
            ..Consents::default()
        })
        .boxed()
}

fn reached() -> BoxedStrategy<(Vec<EmailAddress>, Vec<PhoneNumber>, Vec<Address>)> {
    let emails = prop_oneof![Just("Ada@Example.com".to_owned()), text()];
    let emails = (emails, any::<bool>()).prop_map(|(raw, verified)| EmailAddress {
        verified: verified.into(),
        ..email::email(raw).0
    });
    let phones = prop_oneof![Just("+12025550143".to_owned()), text()];
    let phones = phones.prop_map(|raw| phone::phone(raw, PhoneHint::Nothing).0);
    let addresses = (of(text()), of(text()), -90.0..90.0_f64, -180.0..180.0_f64);
    let addresses = addresses.prop_map(|(locality, named, latitude, longitude)| Address {
        locality,
        country: named.map(|raw| country::country(raw).0),
        coordinates: Some(GeoPoint {
            latitude,
            longitude,
        }),
        ..Address::default()
    });
    (vec(emails, 0..3), vec(phones, 0..3), vec(addresses, 0..3)).boxed()
}

/// Any contact of this vendor.
pub fn contact() -> BoxedStrategy<Contact> {
    let source = (id(), of(id()), text());
    let name = (of(text()), of(text()), of(text()));
    let work = (
        of(user()),
        vec(user(), 0..3),
        of(of(text())),
        of(any::<u32>()),
        of(0.0..9.0_f64),
    );
    let times = (of(time()), of(time()), of(time()));
    let lists = (
        vec((text(), of(id())), 0..3),
        vec(attribute(), 0..4),
        vec(identity(), 0..3),
        vec((text(), json_value()), 0..3),
        vec((text(), of(json_value())), 0..2),
    );
    (source, name, reached(), work, times, lists, consents())
        .prop_map(|(source, name, reached, work, times, lists, consent)| {
            let mut contact = Contact::new(Source {
                provider: "acme".to_owned(),
                instance: "https://acme.example.com".to_owned(),
                id: source.0,
                account: source.1,
                ..Source::default()
            });
            (contact.name.given, contact.name.surname, contact.name.full) = name;
            (contact.emails, contact.phones, contact.addresses) = reached;
            contact.owner = work.0;
            contact.assignees = work.1;
            contact.pipeline.stage = work.2.map(|name| Stage { id: None, name });
            contact.activity.conversations_count = work.3.map(u64::from);
            contact.automation.bot.credits_used = work.4;
            (
                contact.created_at,
                contact.updated_at,
                contact.activity.last_seen_at,
            ) = times;
            for (name, id) in lists.0 {
                contact.tags.push(Tag {
                    id,
                    ..Tag::named(name)
                });
            }
            contact.attributes = lists.1;
            contact.online_services = lists.2;
            for (place, value) in lists.3 {
                let place = place.replace('~', "~0").replace('/', "~1");
                contact.extra.keep("acme", format!("/{place}"), value);
            }
            for (status, current_step) in lists.4 {
                let status = Some(status);
                contact.conversations.push(Conversation {
                    status,
                    current_step,
                    ..Conversation::default()
                });
            }
            contact.consent = consent;
            contact.raw = format!("{{ \"id\": {:?},\r\n \"x\":1.0 }}", source.2);
            contact
        })
        .boxed()
}
