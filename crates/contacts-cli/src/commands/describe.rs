//! `contacts describe`.

use clap::Args;
use contacts::core::schema;
use contacts::{Capabilities, Field as Writable, FieldWrite, Support};
use serde_json::Value;

use super::fields;
use super::table::{Column, Grid};
use crate::arguments::{ValueFormat, ValueOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::PLACES;
use crate::text::{Cut, wrapped};

/// Describe the model that all vendors' contacts come in.
///
/// Each field with its type and what it means; with the name of one, what is in it. --fields says which vendor fills which
/// field and with what of its own, --writes what each vendor can write, and --schema prints the JSON Schema (draft 2020-12) of a line of `contacts list --format jsonl`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts describe\n  contacts describe emails\n  contacts describe --fields\n  contacts describe phones --fields\n  contacts describe --writes\n  contacts describe --schema > contact.schema.json"
)]
pub struct Arguments {
    /// Only this field and what is in it, such as emails or consent/blocked.
    #[arg(conflicts_with_all = ["schema", "writes"], value_parser = PLACES, hide_possible_values = true)]
    field: Option<String>,
    /// Print the JSON Schema.
    #[arg(long)]
    schema: bool,
    /// Show which vendor fills which field; of one field, with which of its own properties.
    #[arg(long, conflicts_with_all = ["schema", "writes"])]
    fields: bool,
    /// Show which vendor can set and clear which field.
    #[arg(long, conflicts_with = "schema")]
    writes: bool,
    #[command(flatten)]
    output: ValueOutput,
}

/// One field of the model.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
struct Field {
    field: String,
    r#type: String,
    means: String,
}

/// Runs it.
pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let schema = schema::contact();
    if arguments.schema {
        console.value(&schema)?;
        return Ok(Exit::Ok);
    }
    if arguments.fields {
        return fields::run(arguments.field.as_deref(), arguments.output.format, console);
    }
    if arguments.writes {
        return writes(arguments.output.format, console);
    }
    let mut fields = Vec::new();
    let mut walk = Walk {
        definitions: schema.get("$defs").unwrap_or(&Value::Null),
        fields: &mut fields,
    };
    walk.members(&schema, "", &mut Vec::new());
    if let Some(asked) = &arguments.field {
        let asked = asked.trim_matches('/');
        let within = |field: &Field| {
            let rest = field.field.strip_prefix(asked);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let names: Vec<String> = fields.iter().map(|field| field.field.clone()).collect();
        fields.retain(within);
        if fields.is_empty() {
            return Err(unknown(asked, &names));
        }
    }
    match arguments.output.format {
        ValueFormat::Json => console.value(&fields)?,
        ValueFormat::Table => {
            if arguments.field.is_none() {
                fields.retain(|field| !field.field.contains('/'));
            }
            let mut table = Grid::new(vec![
                Column::new("field", 0).shorten(20, Cut::Middle),
                Column::new("type", 2).shorten(14, Cut::End),
                Column::new("means", 1).shorten(16, Cut::End),
            ]);
            for field in fields {
                table.add([field.field, field.r#type, field.means]);
            }
            writeln!(console.out, "{}", table.render(console.width))?;
        }
    }
    Ok(Exit::Ok)
}

/// Which vendor can write which field, with the conditions as JSON has them.
fn writes(format: ValueFormat, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let vendors: Vec<Capabilities> = contacts::vendors()
        .map(|vendor| Capabilities::of(vendor.slug))
        .collect::<Result<_, _>>()?;
    if format == ValueFormat::Json {
        console.value(&vendors)?;
        return Ok(Exit::Ok);
    }
    let columns = vendors.iter().map(|it| Column::new(it.vendor.slug, 1));
    let field = Column::new("field", 0).shorten(12, Cut::Middle);
    let mut table = Grid::new(std::iter::once(field).chain(columns).collect());
    for field in Writable::ALL {
        let cells = vendors.iter().map(|vendor| {
            let mut rows = vendor.fields.iter().filter(|row| row.0.field == *field);
            rows.next()
                .map_or_else(|| "–".to_owned(), |row| marks(row.0))
        });
        table.add(std::iter::once(name(field)).chain(cells));
    }
    if table.fits(console.width) {
        writeln!(console.out, "{}", table.render(console.width))?;
    } else {
        for vendor in &vendors {
            writeln!(console.out, "{}", sheet(vendor).render(console.width))?;
        }
    }
    for line in [
        "c settable on creation, u on a contact that is there, x can be cleared",
        "? nobody has seen it: --allow-unverified; – or no line: not at all; --format json has how and why",
    ] {
        writeln!(console.out, "{}", wrapped(line, console.width, 2))?;
    }
    Ok(Exit::Ok)
}

/// What can be written of one vendor's contacts, where there is no room for all vendors side by side.
fn sheet(vendor: &Capabilities) -> Grid {
    let field = Column::new("field", 0).shorten(12, Cut::Middle);
    let mut sheet = Grid::new(vec![field, Column::new(vendor.vendor.slug, 0)]);
    for row in &vendor.fields {
        sheet.add([name(&row.0.field), marks(row.0)]);
    }
    sheet
}

fn name(field: &Writable) -> String {
    match field.has_keys() {
        true => format!("{field}/…"),
        false => field.to_string(),
    }
}

/// What can be done to a field, a letter each.
fn marks(row: &FieldWrite) -> String {
    let ways = [("c", row.create), ("u", row.set), ("x", row.clear)];
    let mark = |(letter, support): (&str, Support)| match support {
        Support::Supported(_) => letter.to_owned(),
        Support::Unverified(_) => format!("{letter}?"),
        Support::Refused(_) => String::new(),
    };
    let marks: Vec<String> = ways
        .into_iter()
        .map(mark)
        .filter(|mark: &String| !mark.is_empty())
        .collect();
    match marks.is_empty() {
        true => "–".to_owned(),
        false => marks.join(" "),
    }
}

fn unknown(asked: &str, names: &[String]) -> Failure {
    let meant = crate::text::meant(asked, names.iter().map(String::as_str));
    let hint = match meant {
        Some(name) => format!("did you mean {name}?"),
        None => "`contacts describe` names all".to_owned(),
    };
    Failure::Usage(format!("the model has no field {asked}: {hint}"))
}

/// A walk through the fields of a schema. The same field names as everywhere: lists have no number in them.
struct Walk<'a> {
    definitions: &'a Value,
    fields: &'a mut Vec<Field>,
}

impl<'a> Walk<'a> {
    /// The members of an object. `above` are the definitions that it is in, so that one within itself ends.
    fn members(&mut self, schema: &'a Value, place: &str, above: &mut Vec<&'a str>) {
        let Some(Value::Object(members)) = schema.get("properties") else {
            return;
        };
        for (name, member) in members {
            let field = match place {
                "" => name.clone(),
                place => format!("{place}/{name}"),
            };
            let (many, inner) = match member.get("items") {
                Some(items) => (true, self.resolved(items)),
                None => (false, self.resolved(member)),
            };
            let (target, target_name) = inner;
            let kind = self.kind(target);
            self.fields.push(Field {
                field: field.clone(),
                r#type: if many {
                    format!("list of {kind}")
                } else {
                    kind
                },
                means: first_line(member)
                    .or(first_line(target))
                    .unwrap_or_default(),
            });
            if let Some(name) = target_name {
                if above.contains(&name) {
                    continue;
                }
                above.push(name);
                self.members(target, &field, above);
                above.pop();
            }
        }
    }

    /// What a reference or a choice between something and null stands for, with its name.
    fn resolved(&self, schema: &'a Value) -> (&'a Value, Option<&'a str>) {
        let choices = schema.get("anyOf").and_then(Value::as_array);
        let choice = choices.and_then(|all| all.iter().find(|it| it.get("$ref").is_some()));
        let reference = choice.unwrap_or(schema).get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.strip_prefix("#/$defs/"));
        match name.and_then(|name| Some((self.definitions.get(name)?, name))) {
            Some((target, name)) => (target, Some(name)),
            None => (schema, None),
        }
    }

    fn kind(&self, schema: &Value) -> String {
        let kinds = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind.as_str()],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ if schema.get("oneOf").is_some() || schema.get("enum").is_some() => vec!["word"],
            _ => vec!["any"],
        };
        let kinds: Vec<&str> = kinds.into_iter().filter(|kind| *kind != "null").collect();
        let format = schema.get("format").and_then(Value::as_str);
        format.map_or_else(|| kinds.join(" or "), str::to_owned)
    }
}

fn first_line(schema: &Value) -> Option<String> {
    let text = schema.get("description")?.as_str()?;
    Some(text.lines().next().unwrap_or_default().to_owned())
}
