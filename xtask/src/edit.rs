//! Changes of a spec written into its files: by splicing the text, so that comments, order and style stay.

use serde_json::{Map, Value};
use spec_drift::fix::Change;
use toml_edit::{Datetime, DocumentMut, Item, Table};

use crate::diagnostic::{Position, child};
use crate::document::Document;

/// Why a change can't be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unwritable(String);

/// The text of an OpenAPI document in YAML after a change. A change of the evidence leaves it as it is.
///
/// ```
/// use spec_drift::fix::Change;
/// let text = "size: { maximum: 100 } # theirs\n";
/// let change = Change::Set { pointer: "/size/maximum".to_owned(), value: 50.into() };
/// assert_eq!(xtask::edit::yaml(text, &change).unwrap(), "size: { maximum: 50 } # theirs\n");
/// ```
///
/// # Errors
///
/// If the text is no YAML, or the place of the change does not exist in it.
pub fn yaml(text: &str, change: &Change) -> Result<String, Unwritable> {
    let document = Document::parse("openapi.yaml", text)
        .map_err(|_| Unwritable("the document is no YAML".to_owned()))?;
    let editor = Editor {
        text,
        document: &document,
    };
    match change {
        Change::Set { pointer, value } => editor.set(pointer, value),
        Change::Remove { pointer } => editor.remove(pointer),
        Change::Append { pointer, value } => editor.append(pointer, value),
        Change::Evidence { .. } | Change::Source { .. } => Ok(text.to_owned()),
    }
}

/// The text of `evidence.toml` after a change. Other changes leave it as it is.
///
/// # Errors
///
/// If the text is no TOML, or something else stands where the table should.
pub fn toml(text: &str, change: &Change) -> Result<String, Unwritable> {
    let (table, entries) = match change {
        Change::Evidence { table, key, source } => {
            let unnamed = || Unwritable("nobody named the source of the page".to_owned());
            let source = source.as_deref().ok_or_else(unnamed)?;
            (
                table.clone(),
                vec![(key.as_str(), toml_edit::value(source))],
            )
        }
        Change::Source {
            name,
            title,
            url,
            seen,
        } => {
            let no_day = |_| Unwritable(format!("{seen} is no day"));
            let seen: Datetime = seen.parse().map_err(no_day)?;
            let entries = vec![
                ("kind", toml_edit::value("documented")),
                ("title", toml_edit::value(title.as_str())),
                ("url", toml_edit::value(url.as_str())),
                ("seen", toml_edit::value(seen)),
            ];
            (format!("sources.{name}"), entries)
        }
        _ => return Ok(text.to_owned()),
    };
    let refused = || Unwritable(format!("[{table}] of evidence.toml is no table"));
    let mut document: DocumentMut = text.parse().map_err(|_| refused())?;
    let mut place: &mut Table = document.as_table_mut();
    for step in table.split('.') {
        let mut fresh = Table::new();
        fresh.set_implicit(true);
        let entry = place.entry(step).or_insert(Item::Table(fresh));
        place = entry.as_table_mut().ok_or_else(refused)?;
    }
    place.set_implicit(false);
    for (key, value) in entries {
        if !place.contains_key(key) {
            place.insert(key, value);
        }
    }
    Ok(document.to_string())
}

struct Editor<'a> {
    text: &'a str,
    document: &'a Document,
}

impl Editor<'_> {
    fn set(&self, pointer: &str, value: &Value) -> Result<String, Unwritable> {
        if self.document.get(pointer).is_some() {
            return self.splice(self.start(pointer), self.end(pointer), &inline(value));
        }
        let (parent, key) = split(pointer)?;
        match self.document.get(parent) {
            Some(Value::Object(members)) => self.add_member(parent, members, &key, value),
            Some(_) => Err(Unwritable(format!("{parent} is no mapping"))),
            None => {
                let mut members = Map::new();
                members.insert(key, value.clone());
                self.set(parent, &Value::Object(members))
            }
        }
    }

    fn add_member(
        &self,
        parent: &str,
        members: &Map<String, Value>,
        key: &str,
        value: &Value,
    ) -> Result<String, Unwritable> {
        let member = format!("{}: {}", inline(&Value::from(key)), inline(value));
        let pointers = members.keys().map(|key| child(parent, key));
        let last = pointers.max_by_key(|pointer| self.document.position(pointer));
        let Some(last) = last else {
            return self.splice(
                self.start(parent),
                self.end(parent),
                &format!("{{ {member} }}"),
            );
        };
        if self.is_flow(parent) {
            return self.insert(self.end(&last), &format!(", {member}"));
        }
        let column = self.document.position(&last).column;
        self.insert_line(self.end(&last), column, &member)
    }

    fn append(&self, pointer: &str, value: &Value) -> Result<String, Unwritable> {
        let elements = match self.document.get(pointer) {
            None => return self.set(pointer, &Value::Array(vec![value.clone()])),
            Some(Value::Array(elements)) => elements,
            Some(_) => return Err(Unwritable(format!("{pointer} is no list"))),
        };
        let Some(last) = elements.len().checked_sub(1) else {
            let list = format!("[{}]", inline(value));
            return self.splice(self.start(pointer), self.end(pointer), &list);
        };
        let last = child(pointer, &last.to_string());
        if self.is_flow(pointer) {
            return self.insert(self.end(&last), &format!(", {}", inline(value)));
        }
        // The dash stands where the list begins.
        let column = self.document.value_position(pointer).column;
        self.insert_line(self.end(&last), column, &format!("- {}", inline(value)))
    }

    fn remove(&self, pointer: &str) -> Result<String, Unwritable> {
        let (parent, key) = split(pointer)?;
        if self.document.get(pointer).is_none() {
            return Ok(self.text.to_owned());
        }
        let is_list = matches!(self.document.get(parent), Some(Value::Array(_)));
        let start = self.offset(self.document.position(pointer));
        let end = self.end(pointer);
        if self.is_flow(parent) {
            let after = self.text.get(end..).unwrap_or_default();
            let blanks = after.len() - after.trim_start().len();
            if after.trim_start().starts_with(',') {
                let comma = end + blanks + 1;
                let gap = self.text.get(comma..).unwrap_or_default();
                return self.splice(start, comma + gap.len() - gap.trim_start().len(), "");
            }
            let before = self
                .text
                .get(..start)
                .unwrap_or_default()
                .trim_end()
                .strip_suffix(',');
            return self.splice(before.map_or(start, str::len), end, "");
        }
        let line_start = self
            .text
            .get(..start)
            .unwrap_or_default()
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let before = self.text.get(line_start..start).unwrap_or_default().trim();
        let own_line = before.is_empty() || (is_list && before == "-");
        if !own_line {
            return Err(Unwritable(format!("{key} shares its line")));
        }
        self.splice(line_start, self.line_end(end), "")
    }

    fn is_flow(&self, pointer: &str) -> bool {
        let rest = self.text.get(self.start(pointer)..).unwrap_or_default();
        rest.starts_with(['{', '['])
    }

    fn start(&self, pointer: &str) -> usize {
        self.offset(self.document.value_position(pointer))
    }

    /// Behind the last character of a value; a text over several lines ends in blanks that are not its own.
    fn end(&self, pointer: &str) -> usize {
        let end = self
            .document
            .end_position(pointer)
            .map_or(0, |end| self.offset(end));
        self.text
            .get(..end)
            .unwrap_or_default()
            .trim_end()
            .len()
            .max(self.start(pointer))
    }

    fn offset(&self, position: Position) -> usize {
        let mut start = 0;
        for _ in 1..position.line {
            let rest = self.text.get(start..).unwrap_or_default();
            start += rest.find('\n').map_or(rest.len(), |at| at + 1);
        }
        let line = self.text.get(start..).unwrap_or_default();
        let within = line.char_indices().nth(position.column.saturating_sub(1));
        start + within.map_or(line.len(), |(at, _)| at)
    }

    /// Behind the line break of the line in which a byte stands.
    fn line_end(&self, offset: usize) -> usize {
        let rest = self.text.get(offset..).unwrap_or_default();
        offset + rest.find('\n').map_or(rest.len(), |at| at + 1)
    }

    fn insert(&self, at: usize, text: &str) -> Result<String, Unwritable> {
        self.splice(at, at, text)
    }

    fn insert_line(&self, after: usize, column: usize, text: &str) -> Result<String, Unwritable> {
        let at = self.line_end(after);
        let indent = " ".repeat(column.saturating_sub(1));
        let open = self
            .text
            .get(..at)
            .is_some_and(|before| !before.ends_with('\n'));
        let begin = if open { "\n" } else { "" };
        self.splice(at, at, &format!("{begin}{indent}{text}\n"))
    }

    fn splice(&self, start: usize, end: usize, with: &str) -> Result<String, Unwritable> {
        let parts = (self.text.get(..start), self.text.get(end..));
        let (Some(before), Some(after)) = parts else {
            return Err(Unwritable("the place lies outside the text".to_owned()));
        };
        Ok(format!("{before}{with}{after}"))
    }
}

fn split(pointer: &str) -> Result<(&str, String), Unwritable> {
    let (parent, key) = pointer
        .rsplit_once('/')
        .ok_or_else(|| Unwritable("the whole document is no place".to_owned()))?;
    Ok((parent, key.replace("~1", "/").replace("~0", "~")))
}

/// The order in which the specs write the keywords of parameters and schemas; others follow by name.
const ORDER: [&str; 9] = [
    "name", "in", "required", "type", "format", "nullable", "enum", "minimum", "maximum",
];

/// A value in one line, as the specs write it: words plain, other texts in quotes.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) if is_word(text) => text.clone(),
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(inline).collect();
            format!("[{}]", elements.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| {
                ORDER.iter().position(|it| it == key).unwrap_or(ORDER.len())
            });
            let members: Vec<String> = members
                .into_iter()
                .map(|(key, value)| {
                    format!("{}: {}", inline(&Value::from(key.as_str())), inline(value))
                })
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a text stays what it is without quotes.
fn is_word(text: &str) -> bool {
    const OTHERWISE: [&str; 7] = ["true", "false", "null", "yes", "no", "on", "off"];
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !OTHERWISE.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SPEC: &str = "\
# what we know
Contact:
  type: object
  required: [id, name]
  properties:
    id: { type: integer, format: int64 } # the vendor's number
    name:
      type: string
      description: >-
        A text
        over lines.

    tags: [a, b]
Parameters:
  - name: page # first
    in: query
  - { name: size, in: query }
Last: {}
";

    fn set(pointer: &str, value: Value) -> Change {
        Change::Set {
            pointer: pointer.to_owned(),
            value,
        }
    }

    fn append(pointer: &str, value: Value) -> Change {
        Change::Append {
            pointer: pointer.to_owned(),
            value,
        }
    }

    fn remove(pointer: &str) -> Change {
        Change::Remove {
            pointer: pointer.to_owned(),
        }
    }

    /// Each change alters one line, and the document then says what the change says.
    #[test]
    fn each_change_touches_its_line_only() {
        let cases = [
            (
                set("/Contact/properties/id/type", json!("string")),
                "id: { type: string, format: int64 } # the vendor's number",
            ),
            (
                set("/Contact/properties/id/nullable", json!(true)),
                "id: { type: integer, format: int64, nullable: true } # the vendor's number",
            ),
            (
                set("/Contact/properties/name/format", json!("uuid")),
                "      format: uuid",
            ),
            (
                set("/Contact/properties/name/pattern", json!("^\\d+$")),
                "      pattern: \"^\\\\d+$\"",
            ),
            (
                set("/Contact/properties/email", json!({"type": "string"})),
                "    email: { type: string }",
            ),
            (set("/Last/size", json!(3)), "Last: { size: 3 }"),
            (
                append("/Contact/required", json!("email")),
                "  required: [id, name, email]",
            ),
            (
                append("/Parameters", json!({"name": "q", "in": "query"})),
                "  - { name: q, in: query }",
            ),
            (
                remove("/Contact/properties/id/format"),
                "id: { type: integer } # the vendor's number",
            ),
        ];
        for (change, line) in cases {
            let changed = yaml(SPEC, &change).unwrap();
            assert!(
                changed.lines().any(|it| it.trim() == line.trim()),
                "{line}\n{changed}"
            );
            let lost = SPEC
                .lines()
                .filter(|it| !changed.lines().any(|other| other == *it))
                .count();
            assert!(lost <= 1, "{changed}");
            let document = Document::parse("x", &changed).unwrap();
            match &change {
                Change::Set { pointer, value } => assert_eq!(document.get(pointer), Some(value)),
                Change::Remove { pointer } => assert_eq!(document.get(pointer), None),
                _ => {}
            }
            // What is set or removed already stays.
            if !matches!(change, Change::Append { .. }) {
                assert_eq!(yaml(&changed, &change).unwrap(), changed);
            }
        }
    }

    #[test]
    fn lines_go_whole_and_shared_lines_stay() {
        let without = yaml(SPEC, &remove("/Contact/properties/name/description")).unwrap();
        assert!(!without.contains("over lines"), "{without}");
        assert!(without.contains("\n\n    tags: [a, b]\n"), "{without}");
        let error = yaml(SPEC, &remove("/Parameters/0/name")).unwrap_err();
        assert_eq!(error.to_string(), "name shares its line");
        assert!(yaml(SPEC, &set("/Contact/type/x/y", json!(1))).is_err());
    }

    #[test]
    fn a_source_is_a_table_of_its_own() {
        let text = "[sources.page]\nkind = \"assumed\"\n\n[fields.Tag]\nid = \"page\"\n";
        let change = Change::Source {
            name: "list".to_owned(),
            title: "list".to_owned(),
            url: "https://docs.example.com/list".to_owned(),
            seen: "2026-11-21".to_owned(),
        };
        let changed = toml(text, &change).unwrap();
        let table = "[sources.list]\nkind = \"documented\"\ntitle = \"list\"\nurl = \"https://docs.example.com/list\"\nseen = 2026-11-21\n";
        assert!(changed.contains(table), "{changed}");
        assert_eq!(toml(&changed, &change).unwrap(), changed);
        let unnamed = Change::Evidence {
            table: "fields.Tag".to_owned(),
            key: "name".to_owned(),
            source: None,
        };
        assert!(toml(text, &unnamed).is_err());
    }

    #[test]
    fn evidence_goes_to_the_end_of_its_table() {
        let text =
            "# known\n[fields.Contact]\nid = \"page\" # theirs\n\n[fields.Tag]\nid = \"page\"\n";
        let change = Change::Evidence {
            table: "fields.Contact".to_owned(),
            key: "email".to_owned(),
            source: Some("page".to_owned()),
        };
        let changed = toml(text, &change).unwrap();
        assert_eq!(
            changed,
            text.replace("# theirs\n", "# theirs\nemail = \"page\"\n")
        );
        assert_eq!(toml(&changed, &change).unwrap(), changed);
    }
}
