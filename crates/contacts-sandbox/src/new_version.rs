//! What an answer becomes when the vendor brings out a new version of its API: an envelope with a member that
//! nobody knows, and a property with another name.

use serde_json::{Map, Value};

use crate::exchange::Answer;

/// The answer as the next version gives it. Only JSON changes.
pub(crate) fn of(answer: Answer) -> Answer {
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return answer;
    };
    rename(&mut body);
    if let Value::Object(envelope) = &mut body {
        envelope.insert("apiVersion".into(), "2027-01-01".into());
    }
    Answer {
        body: body.to_string().into_bytes(),
        ..answer
    }
}

fn rename(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(rename),
        Value::Object(members) => {
            let renamed = std::mem::take(members)
                .into_iter()
                .map(|(name, mut value)| {
                    rename(&mut value);
                    let name = match name.as_str() {
                        "created_at" => "creation_time".into(),
                        "createdAt" => "creationTime".into(),
                        _ => name,
                    };
                    (name, value)
                });
            *members = renamed.collect::<Map<_, _>>();
        }
        _ => {}
    }
}
