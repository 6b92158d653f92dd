//! `contacts duplicates`.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use contacts::Contact;
use contacts::core::mapping::Mapped;
use contacts::core::resolve::{Cluster, Clusters, Link, Refused, Resolver, Rules, SourceKey};
use serde_json::{Value, json};

use super::{source, visit};
use crate::arguments::{Format, MOST};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain};

/// Say which contacts of one or several exports are the same person, and why.
///
/// Two contacts are one person where they have an e-mail address, a telephone number, an identity in a channel or an external
/// id in common, and no limit speaks against it; a name alone never links. Nothing is merged anywhere. Their names and
/// the values that they have in common are shown with --values only.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts duplicates --sandbox 20\n  contacts duplicates backup\n  contacts duplicates chatbotx-export tetherai.jsonl --values\n  contacts duplicates backup --refused --rules rules.toml\n\nRules, with what is not named as it is by default:\n  keys = [\"external-id\", \"verified-email\", \"phone\"]\n  [limits]\n  emails = 3"
)]
pub struct Arguments {
    /// Folders of `contacts export`, parts of them in whatever format, or JSON Lines as `contacts list` prints them.
    #[arg(value_name = "EXPORT", required_unless_present = "sandbox")]
    exports: Vec<PathBuf>,
    /// Use embedded sandboxes of all vendors with N contacts each in place of exports.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", conflicts_with = "exports", value_parser = clap::value_parser!(u64).range(..=MOST))]
    sandbox: Option<u64>,
    /// How to write it: table (lines for people) on a terminal, else jsonl.
    #[arg(long)]
    format: Option<Format>,
    /// Show what contacts are called, and the values that they have in common.
    #[arg(long)]
    values: bool,
    /// Also show what contacts have in common without being linked by it, with the reason.
    #[arg(long)]
    refused: bool,
    /// What counts as the same person, as TOML.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let rules = rules(&arguments)?;
    let mut resolver = Resolver::new(&rules);
    let mut names = Names::default();
    let mut take = |contact: &Contact| {
        resolver.add(contact);
        if arguments.values {
            names.take(contact);
        }
    };
    if let Some(contacts) = arguments.sandbox {
        let mut take = |page: &Mapped, _| {
            page.contacts.iter().for_each(&mut take);
            Ok(())
        };
        visit::all(contacts, console, &mut take).await?;
    }
    for path in &arguments.exports {
        for contact in source::open(path)?.contacts {
            take(&contact?);
        }
    }
    let clusters = resolver.finish();
    let table = match arguments.format {
        Some(format) => format == Format::Table,
        None => console.is_terminal,
    };
    for cluster in clusters.duplicates() {
        match table {
            true => {
                for line in text(&cluster, &names, arguments.values).lines() {
                    console.text(line, 6)?;
                }
            }
            false => console.json(&value(&cluster, &names, arguments.values).to_string())?,
        }
    }
    if arguments.refused {
        for refused in clusters.refused() {
            match table {
                true => console.text(&refusal(&refused, arguments.values), 2)?,
                false => console.json(&refused_value(&refused, arguments.values).to_string())?,
            }
        }
    }
    console.out.flush()?;
    writeln!(console.notes, "{}", summary(&clusters))?;
    Ok(Exit::Ok)
}

fn rules(arguments: &Arguments) -> Result<Rules, Failure> {
    let Some(path) = &arguments.rules else {
        return Ok(Rules::default());
    };
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| Failure::Source {
        file: file.clone(),
        error,
    })?;
    toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        Failure::Usage(format!(
            "{file}:{line}: {}; `contacts duplicates --help` shows rules",
            error.message()
        ))
    })
}

fn summary(clusters: &Clusters) -> String {
    let several = clusters.duplicates().count();
    let refused = clusters.refused().count();
    format!(
        "{}, {}; {several} have more than one contact; {} refused",
        counted(clusters.contacts(), "contact"),
        counted(clusters.persons(), "person"),
        counted(refused, "link"),
    )
}

/// What contacts are called, for a person who decides.
#[derive(Default)]
struct Names(HashMap<Key, String>);

/// What a contact is known by: vendor, server, account, id.
type Key = (String, String, Option<String>, String);

impl Names {
    fn take(&mut self, contact: &Contact) {
        let Some(name) = contact.name.display() else {
            return;
        };
        let source = &contact.source;
        let key = (
            source.provider.clone(),
            source.instance.clone(),
            source.account.as_ref().map(ToString::to_string),
            source.id.to_string(),
        );
        self.0.insert(key, name);
    }

    fn of(&self, key: SourceKey<'_>) -> Option<&str> {
        let key = (
            key.provider().to_owned(),
            key.instance().to_owned(),
            key.account().map(|account| account.to_string()),
            key.id().to_string(),
        );
        self.0.get(&key).map(String::as_str)
    }
}

fn text(cluster: &Cluster<'_>, names: &Names, values: bool) -> String {
    let members = cluster.members().map(|member| {
        let name = names
            .of(member.key)
            .map(|name| format!(" ({})", plain(name)));
        who(member.key) + &name.unwrap_or_default()
    });
    let members: Vec<String> = members.collect();
    let mut text = format!("{}\n", members.join(" = "));
    for link in cluster.links() {
        let (from, to) = (who(link.from), who(link.to));
        text += &format!("  {from} and {to}: same {}\n", common(&link, values));
    }
    text
}

fn common(link: &Link<'_>, values: bool) -> String {
    match values {
        true => format!("{}: {}", link.kind.words(), link.value()),
        false => link.kind.words().to_owned(),
    }
}

fn refusal(refused: &Refused<'_>, values: bool) -> String {
    let mut contacts: Vec<String> = refused.contacts().take(3).map(who).collect();
    let more = refused.contacts().count().saturating_sub(contacts.len());
    if more > 0 {
        contacts.push(format!("{more} more"));
    }
    let value = match values {
        true => format!(" {}", refused.value()),
        false => String::new(),
    };
    let (contacts, kind) = (contacts.join(", "), refused.kind.words());
    format!(
        "not linked by {kind}{value}: {contacts}: {}",
        refused.reason
    )
}

/// Vendor, account and id, as people know them.
fn who(key: SourceKey<'_>) -> String {
    let account = key.account().map(|account| format!(" {account}"));
    let account = account.unwrap_or_default();
    format!("{}{account} {}", key.provider(), key.id())
}

fn key(key: SourceKey<'_>) -> Value {
    json!({
        "provider": key.provider(),
        "instance": key.instance(),
        "account": key.account(),
        "id": key.id(),
    })
}

fn value(cluster: &Cluster<'_>, names: &Names, values: bool) -> Value {
    let member = |of: SourceKey<'_>| {
        let mut object = key(of);
        if let (Some(name), Some(object)) = (names.of(of), object.as_object_mut()) {
            object.insert("name".to_owned(), name.into());
        }
        object
    };
    let links = cluster.links().map(|link| {
        let mut object = json!({ "from": key(link.from), "to": key(link.to), "same": link.kind });
        if let (true, Some(object)) = (values, object.as_object_mut()) {
            object.insert("value".to_owned(), link.value().into());
        }
        object
    });
    json!({
        "person": cluster.id().uid(),
        "members": cluster.members().map(|one| member(one.key)).collect::<Vec<_>>(),
        "links": links.collect::<Vec<_>>(),
    })
}

fn refused_value(refused: &Refused<'_>, values: bool) -> Value {
    let mut object = json!({
        "refused": refused.reason,
        "same": refused.kind,
        "contacts": refused.contacts().map(key).collect::<Vec<_>>(),
    });
    if let (true, Some(object)) = (values, object.as_object_mut()) {
        object.insert("value".to_owned(), refused.value().into());
    }
    object
}
