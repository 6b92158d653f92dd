//! Proof that a mapping loses nothing: change one leaf of a body, map again, see what changed.
//!
//! There is no instrumentation to forget. Each leaf (a scalar, a null, an empty array or object) is
//! changed alone to another value of a fitting type; the places of the result that change are where the
//! leaf went. A leaf whose change shows nowhere is lost.
//!
//! ```
//! use contacts_core::ledger::{Fate, trace};
//! use contacts_core::mapping::{Mapped, MapError};
//! use contacts_core::model::Tag;
//!
//! // A mapping that forgets the colour.
//! let ledger = trace(r#"{"name": "vip", "colour": "red"}"#, |body| {
//!     let tag: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
//!     let name = tag["name"].as_str().unwrap_or_default();
//!     Ok::<_, MapError>(Mapped { tags: vec![Tag::named(name)], ..Mapped::default() })
//! })?;
//! assert_eq!(ledger.counts().lost, 1);
//! assert!(ledger.rows.iter().any(|row| row.pointer == "/colour" && row.fate == Fate::Lost));
//! # Ok::<(), MapError>(())
//! ```

mod change;
mod difference;
mod leaf;
mod table;

pub use table::{Counts, Ledger, Row};

use serde_json::Value;

use crate::mapping::Mapped;
use difference::{Sign, sign};

/// What became of a leaf, best first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is in these places of the model, such as `contacts[].emails[].address`.
    Mapped(Vec<String>),
    /// It is in no slot, but a change raises these issues: a back reference, a repeated total.
    Checked(Vec<String>),
    /// It is in `extra`.
    Extra,
    /// It is in a record that could not be read, which is kept whole.
    Undecodable,
    /// Nothing changes with it.
    Lost,
}

/// Says of each leaf of `body` what `map` makes of it. A body that is no JSON has no leaves.
///
/// Of the arrays that hold a leaf only the element with it is mapped, so a page costs no more than its
/// records one by one.
///
/// # Errors
///
/// What `map` says of the body as it is.
pub fn trace<E>(body: &str, mut map: impl FnMut(&str) -> Result<Mapped, E>) -> Result<Ledger, E> {
    map(body)?;
    let mut ledger = Ledger::default();
    let Ok(body) = serde_json::from_str::<Value>(body) else {
        return Ok(ledger);
    };
    let mut mapped = |body: &Value| -> Option<Value> {
        let mapped = map(&body.to_string()).ok()?;
        serde_json::to_value(mapped).ok()
    };
    let examples = leaf::Examples::of(&body);
    // Neighbouring leaves mostly share their slice of the body.
    let mut last: Option<(Value, Option<Value>)> = None;
    for leaf in leaf::leaves(&body) {
        let (mut slice, place) = leaf::slice(&body, &leaf);
        if last.as_ref().is_none_or(|(same, _)| *same != slice) {
            last = Some((slice.clone(), mapped(&slice)));
        }
        let before = last.as_ref().and_then(|(_, before)| before.as_ref());
        let mut signs = Vec::new();
        for change in changes(&slice, &place, examples.get(&leaf)) {
            if let Some(value) = slice.pointer_mut(&place) {
                *value = change;
            }
            let sign = match (before, mapped(&slice)) {
                (Some(before), Some(after)) => sign(before, &after),
                (Some(_), None) => Sign::Unfit(vec!["refused".to_owned()]),
                (None, _) => Sign::Nothing,
            };
            let is_mapped = matches!(sign, Sign::Fate(Fate::Mapped(_)));
            signs.push(sign);
            if is_mapped {
                break;
            }
        }
        ledger.rows.push(Row {
            pointer: leaf::pointer(&leaf),
            fate: verdict(signs),
        });
    }
    Ok(ledger)
}

/// The best that a change showed. A change that fits and shows nothing outweighs those that don't fit.
fn verdict(signs: Vec<Sign>) -> Fate {
    let mut best: Option<Fate> = None;
    let mut unfit = None;
    let mut nothing = false;
    for sign in signs {
        match sign {
            Sign::Fate(fate) => best = Some(best.map_or(fate.clone(), |best| best.min(fate))),
            Sign::Unfit(codes) => unfit = unfit.or(Some(codes)),
            Sign::Nothing => nothing = true,
        }
    }
    match (best, unfit) {
        (Some(fate), _) => fate,
        (None, Some(codes)) if !nothing => Fate::Checked(codes),
        (None, _) => Fate::Lost,
    }
}

/// Other values for the leaf; for an empty one first what the same member of another record has.
fn changes(body: &Value, place: &str, example: Option<&Value>) -> Vec<Value> {
    let Some(leaf) = body.pointer(place) else {
        return Vec::new();
    };
    let is_empty = !matches!(leaf, Value::Bool(_) | Value::Number(_) | Value::String(_));
    let example = example.filter(|_| is_empty).cloned();
    example.into_iter().chain(change::changes(leaf)).collect()
}
