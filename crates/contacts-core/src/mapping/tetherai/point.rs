//! The object that the newer generations have in place of a telephone number or an e-mail address.

use serde_json::{Map, Value};

use crate::mapping::{Point, Scope};
use crate::model::Verification;

/// An object with `value`, `isPrimary`, `verifiedAt`, `verifiedBy` and `verificationSource`.
pub(super) fn point(
    at: &mut Scope<'_>,
    mut members: Map<String, Value>,
) -> Result<Option<Point>, Map<String, Value>> {
    if !members.get("value").is_some_and(Value::is_string) {
        return Err(members);
    }
    let Some(text) = at.text("value", members.remove("value")) else {
        at.extra(members);
        return Ok(None);
    };
    // Null is not verified, no key is unknown.
    let denied = members.get("verifiedAt").is_some_and(Value::is_null);
    let primary = at.flag("isPrimary", members.remove("isPrimary"));
    let verification = (
        at.time("verifiedAt", members.remove("verifiedAt")),
        at.text("verifiedBy", members.remove("verifiedBy")),
        at.text("verificationSource", members.remove("verificationSource")),
    );
    at.extra(members);
    Ok(Some(Point {
        text,
        key: "value",
        pref: primary.map(|primary| if primary { 1 } else { 2 }),
        verified: match verification {
            (None, None, None) if denied => Verification::No,
            (None, None, None) => Verification::Unknown,
            (at, by, source) => Verification::Yes { at, by, source },
        },
    }))
}
