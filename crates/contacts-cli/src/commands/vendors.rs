//! `contacts vendors`.

use std::io;

use contacts::runtime::operation::{Capability, Evidence, Operation, Vendor};
use serde_json::{Value, json};

use super::table::{Column, Grid};
use crate::arguments::{Vendors, VendorsFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{Cut, wrapped};

/// With less room than this for a vendor, the names of its operations say nothing.
const NAMED: usize = 18;

pub fn run(arguments: Vendors, console: &mut Console<'_>) -> Result<Exit, Failure> {
    match arguments.format {
        VendorsFormat::Table => write!(console.out, "{}", text(console.width))?,
        VendorsFormat::Json => {
            let all: Vec<Value> = contacts::vendors().map(vendor).collect();
            serde_json::to_writer_pretty(&mut *console.out, &all).map_err(io::Error::from)?;
            writeln!(console.out)?;
        }
    }
    Ok(Exit::Ok)
}

fn text(width: usize) -> String {
    let vendors: Vec<&Vendor> = contacts::vendors().collect();
    let operation = Column::new("operation", 0).shorten(15, Cut::End);
    let named = width >= 30 + vendors.len() * (NAMED + 3);
    let columns = vendors.iter().map(|vendor| match named {
        true => Column::new(vendor.name, 1).shorten(NAMED, Cut::End),
        false => Column::new(vendor.slug, 1).shorten(1, Cut::End),
    });
    let mut matrix = Grid::new(std::iter::once(operation).chain(columns).collect());
    for capability in Capability::ALL {
        let cells = vendors
            .iter()
            .map(|vendor| cell(&vendor.serving(*capability), named));
        matrix.add(std::iter::once(capability.as_str().replace('-', " ")).chain(cells));
    }
    let mut text = matrix.render(width);
    text.push_str(
        "\n● documented by the vendor or in its source\n◐ seen in an answer or in somebody else's code\n○ assumed\n– not there\n",
    );
    let mut say = |line: String, indent| {
        text.push_str(&wrapped(&line, width, indent));
        text.push('\n');
    };
    for vendor in vendors {
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

/// The best evidence of the operations that serve a capability, with the name of the best known.
fn cell(serving: &[&Operation], named: bool) -> String {
    let Some(best) = serving.first() else {
        return "–".to_owned();
    };
    let mark = match best.evidence {
        Evidence::Documented | Evidence::Source => "●",
        Evidence::Observed | Evidence::ThirdParty => "◐",
        _ => "○",
    };
    match named {
        true => format!("{mark} {}", best.id),
        false => mark.to_owned(),
    }
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
