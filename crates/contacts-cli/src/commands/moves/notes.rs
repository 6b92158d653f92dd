//! The notes of a contact as notes that go onto another one.

use contacts::core::model::{Contact, Note};

use super::losses::Loss;
use crate::write::NewNote;

/// The notes of a contact, the oldest first, and what of them does not arrive. A note's text goes as it is, or not at all.
pub fn of(contact: &Contact, is_taken: bool, lost: &mut Vec<Loss>) -> Vec<NewNote> {
    if contact.notes.is_empty() {
        return Vec::new();
    }
    if !is_taken {
        lost.push(Loss::new(
            "notes",
            "no operation is known that writes notes",
        ));
        return Vec::new();
    }
    let mut notes: Vec<(usize, &Note)> = (1..).zip(&contact.notes).collect();
    notes.sort_by_key(|(_, note)| note.created_at.as_ref().and_then(|time| time.instant));
    let mut new = Vec::new();
    for (number, note) in notes {
        if note.text.trim().is_empty() {
            lost.push(Loss::new("notes without text", "there is nothing to write"));
            continue;
        }
        if note.author.is_some() {
            let reason = "the vendor names the user whose credential writes the note: the export keeps the author";
            lost.push(Loss::new("notes/author", reason));
        }
        if note.created_at.is_some() || note.updated_at.is_some() {
            let reason =
                "the vendor sets its own: the export keeps the times, and notes go in their order";
            lost.push(Loss::new("notes/createdAt", reason));
        }
        let source = &contact.source;
        let id = match &note.id {
            Some(id) => id.to_string(),
            None => format!("#{number}"),
        };
        new.push(NewNote {
            from: format!("{} {} note {id}", source.provider, source.id),
            text: note.text.clone(),
        });
    }
    new
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn notes_go_in_their_order_with_their_whole_text() {
        let time = |text: &str| json!({ "instant": text, "text": text, "origin": "rfc3339" });
        let contact: Contact = serde_json::from_value(json!({
            "source": { "provider": "acme", "id": 5 },
            "notes": [
                { "id": 9, "text": " second\n\nline ", "createdAt": time("2026-02-01T00:00:00Z") },
                { "text": "first", "createdAt": time("2026-01-01T00:00:00Z"), "author": { "id": 1 } },
                { "id": 8, "text": "  " },
            ],
        }))
        .unwrap();
        let mut lost = Vec::new();
        let notes = of(&contact, true, &mut lost);
        let notes: Vec<(&str, &str)> = notes
            .iter()
            .map(|it| (it.from.as_str(), it.text.as_str()))
            .collect();
        assert_eq!(
            notes,
            [
                ("acme 5 note #2", "first"),
                ("acme 5 note 9", " second\n\nline ")
            ]
        );
        let lost: Vec<&str> = lost.iter().map(Loss::field).collect();
        assert_eq!(
            lost,
            [
                "notes without text",
                "notes/author",
                "notes/createdAt",
                "notes/createdAt"
            ]
        );
        let mut lost = Vec::new();
        assert!(of(&contact, false, &mut lost).is_empty() && lost.len() == 1);
    }
}
