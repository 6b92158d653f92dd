//! Members that hold one value: text, flags, counts, ids, times, words.

use serde_json::Value;

use super::received::Received;
use super::scope::Scope;
use crate::model::{
    Found, IssueCode, KeptIn, RemoteId, Service, Timestamp, Total, TotalScope, Word,
};
use crate::normalize::timestamp;

impl Scope<'_> {
    /// A text. `""` is none.
    pub fn text(&mut self, key: &str, member: impl Received) -> Option<String> {
        match self.take(key, member)? {
            Value::String(text) => (!text.is_empty()).then_some(text),
            Value::Null => None,
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                None
            }
        }
    }

    /// A text, unless it is one of the words that the vendor fills in where it knows nothing.
    pub fn text_unless(
        &mut self,
        key: &str,
        member: impl Received,
        placeholders: &[&str],
    ) -> Option<String> {
        let text = self.text(key, member)?;
        if placeholders.contains(&text.as_str()) {
            let found = Found::from(text.as_str());
            self.note(key, IssueCode::Placeholder, found, KeptIn::Raw);
            return None;
        }
        Some(text)
    }

    /// A boolean.
    pub fn flag(&mut self, key: &str, member: impl Received) -> Option<bool> {
        match self.take(key, member)? {
            Value::Bool(flag) => Some(flag),
            Value::Null => None,
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                None
            }
        }
    }

    /// A count. Digits in a string and a float without a fraction are counts too, with an issue.
    pub fn count(&mut self, key: &str, member: impl Received) -> Option<u64> {
        let value = self.take(key, member)?;
        let found = Found::from(&value);
        let odd = match &value {
            Value::Null => return None,
            Value::Number(number) => match number.as_u64() {
                Some(count) => return Some(count),
                None => number.as_f64().and_then(whole),
            },
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match odd {
            Some(_) => self.note(key, IssueCode::TypeMismatch, found, KeptIn::Slot),
            None => self.misfit(key, IssueCode::TypeMismatch, value),
        }
        odd
    }

    /// A number.
    pub fn number(&mut self, key: &str, member: impl Received) -> Option<f64> {
        match self.take(key, member)? {
            Value::Number(number) if number.as_f64().is_some() => number.as_f64(),
            Value::Null => None,
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                None
            }
        }
    }

    /// A vendor's total, and which records it counts.
    pub fn total(&mut self, key: &str, member: impl Received, scope: TotalScope) -> Option<Total> {
        let value = self.count(key, member)?;
        Some(Total::of(value, scope))
    }

    /// An id: a string or a whole number. `""` is none.
    pub fn id(&mut self, key: &str, member: impl Received) -> Option<RemoteId> {
        match self.take(key, member)? {
            Value::String(text) => (!text.is_empty()).then(|| RemoteId::text(text)),
            Value::Number(number) if !number.is_f64() => Some(RemoteId::integer(number)),
            Value::Null => None,
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                None
            }
        }
    }

    /// A point in time: RFC 3339, or seconds since 1970. `""` is none.
    pub fn time(&mut self, key: &str, member: impl Received) -> Option<Timestamp> {
        let (time, problem) = match self.take(key, member)? {
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => timestamp::from_text(text),
            Value::Number(number) => timestamp::from_number(&number),
            Value::Null => return None,
            other => {
                self.misfit(key, IssueCode::TypeMismatch, other);
                return None;
            }
        };
        if let Some(code) = problem {
            self.issue(key, code, time.text.as_str());
        }
        Some(time)
    }

    /// A point in time where the vendor writes `0` for never.
    pub fn time_or_never(&mut self, key: &str, member: impl Received) -> Option<Timestamp> {
        let value = self.take(key, member)?;
        if value.as_f64() == Some(0.0) || value.as_str() == Some("0") {
            return None;
        }
        self.time(key, value)
    }

    /// A word of an enum of the model; one that nobody knew is kept, with an issue.
    pub fn word<W: Word>(&mut self, key: &str, member: impl Received) -> Option<W> {
        self.word_by(key, member, W::from)
    }

    /// A channel, by the vendor's name for it.
    pub fn service(&mut self, key: &str, member: impl Received) -> Option<Service> {
        self.word_by(key, member, Service::from_vendor)
    }

    /// Any JSON that the model keeps as JSON. `null` is none.
    pub fn json(&mut self, key: &str, member: impl Received) -> Option<Value> {
        self.take(key, member).filter(|value| !value.is_null())
    }

    fn word_by<W: Word>(
        &mut self,
        key: &str,
        member: impl Received,
        read: impl FnOnce(String) -> W,
    ) -> Option<W> {
        let text = self.text(key, member)?;
        let found = Found::from(text.as_str());
        let word = read(text);
        if !word.is_known() {
            self.note(key, IssueCode::UnknownEnumValue, found, KeptIn::Slot);
        }
        Some(word)
    }
}

/// A whole number in a float, if it is one that a float holds exactly.
fn whole(number: f64) -> Option<u64> {
    let fits = number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above"
    )]
    fits.then_some(number as u64)
}
