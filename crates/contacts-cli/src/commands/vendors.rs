//! `contacts vendors`.

use std::io;

use clap::Args;
use contacts::runtime::operation::Vendor;
use serde_json::{Value, json};

use super::capabilities::matrix;
use crate::arguments::{ValueFormat, ValueOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::wrapped;

/// Show the vendors, what each can do and how we know, and what each needs.
///
/// A narrow terminal gets marks in place of the names of operations; the JSON has all.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  contacts vendors\n  contacts vendors --format json")]
pub struct Arguments {
    #[command(flatten)]
    output: ValueOutput,
}

pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    match arguments.output.format {
        ValueFormat::Table => write!(console.out, "{}", text(console.width))?,
        ValueFormat::Json => {
            let all: Vec<Value> = contacts::vendors().map(vendor).collect();
            serde_json::to_writer_pretty(&mut *console.out, &all).map_err(io::Error::from)?;
            writeln!(console.out)?;
        }
    }
    Ok(Exit::Ok)
}

fn text(width: usize) -> String {
    let mut text = matrix(width);
    let mut say = |line: String, indent| {
        text.push_str(&wrapped(&line, width, indent));
        text.push('\n');
    };
    for vendor in contacts::vendors() {
        say(String::new(), 0);
        say(
            format!("{} ({}): {}", vendor.name, vendor.slug, vendor.summary),
            4,
        );
        let slug = vendor.slug.to_uppercase();
        say(
            format!(
                "    CONTACTS_{slug}_BASE_URL or --base-url: {}",
                vendor.base_url
            ),
            8,
        );
        for slot in vendor.credentials {
            say(format!("    {}: {}", slot.env, slot.title), 8);
        }
        for setting in vendor.settings {
            let (env, parameter) = (setting.env, setting.parameter);
            say(
                format!("    {env} or --set {parameter}=…: {}", setting.title),
                8,
            );
        }
    }
    text
}

fn vendor(vendor: &Vendor) -> Value {
    let operations = vendor.operations.iter().map(|operation| {
        let serves: Vec<&str> = operation
            .capabilities
            .iter()
            .map(|capability| capability.as_str())
            .collect();
        json!({
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "summary": operation.summary,
            "serves": serves,
            "evidence": operation.evidence.as_str(),
            "source": operation.source,
            "idempotent": operation.idempotent,
        })
    });
    let credentials = vendor
        .credentials
        .iter()
        .map(|slot| json!({ "scheme": slot.scheme, "env": slot.env, "title": slot.title }));
    let settings = vendor
        .settings
        .iter()
        .map(|setting| json!({ "parameter": setting.parameter, "env": setting.env, "title": setting.title }));
    json!({
        "slug": vendor.slug,
        "name": vendor.name,
        "summary": vendor.summary,
        "baseUrl": vendor.base_url,
        "documentation": vendor.documentation,
        "credentials": credentials.collect::<Vec<_>>(),
        "settings": settings.collect::<Vec<_>>(),
        "operations": operations.collect::<Vec<_>>(),
    })
}
