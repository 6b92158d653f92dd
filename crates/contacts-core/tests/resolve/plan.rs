//! What a merge would keep from whom.

use contacts_core::model::*;
use contacts_core::normalize::timestamp;
use contacts_core::resolve::MergePlan;

use crate::case::{Words, contact};

#[test]
fn a_plan_says_what_is_kept_and_what_is_lost_and_no_values() {
    let words = |id: &str, email: &str, name: &str| Words {
        id: id.to_owned(),
        email: Some(email.to_owned()),
        name: Some(name.to_owned()),
        ..Words::default()
    };
    let mut one = contact(&words("1", "ada@example.com", "Ada"));
    let mut two = contact(&words("2", "ADA@example.com", "Ada King"));
    let mut three = contact(&words("3", "king@example.com", "Ada"));
    one.consent.blocked = Blocked::No;
    two.consent.blocked = Blocked::Yes {
        at: None,
        until: None,
    };
    two.gender = Some(Gender::Female);
    three.gender = Some(Gender::Unstated);
    three.updated_at = Some(timestamp::from_text("2024-01-01T00:00:00Z".to_owned()).0);
    for (contact, plan) in [(&mut one, "free"), (&mut three, "pro")] {
        contact.attributes.push(Attribute {
            key: "plan".to_owned(),
            value: AttributeValue::Text(plan.to_owned()),
            ..Attribute::default()
        });
    }
    let plan = MergePlan::of(&[&one, &two, &three]);
    let mut text = plan.to_string();
    for (contact, name) in [(&one, "one"), (&two, "two"), (&three, "three")] {
        text = text.replace(&contact.uid(), name);
    }
    assert_eq!(
        text,
        "into one\n  \
         attributes/plan: from one; lost: what three has\n  \
         consent/blocked: from two; lost: what one has\n  \
         emails: from one, three\n  \
         gender: from three; lost: what two has\n  \
         name/full: from one; lost: what two has"
    );
}
