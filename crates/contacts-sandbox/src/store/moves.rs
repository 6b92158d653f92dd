//! What hangs on one person and shall hang on another, as merging and splitting want it. A link's key has the
//! person in it, so a link that moved is kept with the number that it had, which vendors make identifiers from.

use serde_json::{Value, json};

use super::{Result, Store};
use crate::ids::Kind;
use crate::people::Link;

const NUMBER: &str = "moved link";
const PLACE: &str = "moved number";

impl Store {
    /// Hangs a link on another person, below the parent given; its number stays.
    pub(crate) fn move_link(&self, link: &Link, person: i64, parent: i64) -> Result<Link> {
        let number = self.number(link)?;
        self.remove_link(link)?;
        let moved = self.add_link(Link {
            person,
            parent,
            ..link.clone()
        })?;
        self.put_document(NUMBER, &key(&moved), &number.into())?;
        let place = json!([moved.person, moved.place]);
        self.put_document(PLACE, &format!("{}/{number}", moved.kind), &place)?;
        Ok(moved)
    }

    /// The number of a link within its kind, which moving does not change.
    pub(crate) fn number(&self, link: &Link) -> Result<i64> {
        let kept = self
            .document(NUMBER, &key(link))?
            .and_then(|number| number.as_i64());
        Ok(kept.unwrap_or_else(|| link.serial()))
    }

    /// The link with this number, wherever it hangs.
    pub(crate) fn numbered(&self, kind: Kind, number: i64) -> Result<Option<Link>> {
        let place = self.document(PLACE, &format!("{}/{number}", kind as i64))?;
        let part = |place: &Value, index| place.get(index).and_then(Value::as_i64);
        match place.and_then(|place| part(&place, 0).zip(part(&place, 1))) {
            Some((person, place)) => {
                let links = self.links(person, kind)?;
                Ok(links.into_iter().find(|link| link.place == place))
            }
            None => self.link(kind, number),
        }
    }
}

fn key(link: &Link) -> String {
    format!("{}/{}/{}", link.kind, link.person, link.place)
}
