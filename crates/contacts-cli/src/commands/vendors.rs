//! `contacts vendors`.

use std::io::{self, Write};

use contacts::runtime::operation::{Capability, Evidence, Operation, Vendor};
use serde_json::{Value, json};

use super::table;
use crate::arguments::{Vendors, VendorsFormat};
use crate::exit::{Exit, Failure};

pub fn run(arguments: Vendors, out: &mut dyn Write) -> Result<Exit, Failure> {
    match arguments.format {
        VendorsFormat::Table => write!(out, "{}", text())?,
        VendorsFormat::Json => {
            let all: Vec<Value> = contacts::vendors().map(vendor).collect();
            serde_json::to_writer_pretty(&mut *out, &all).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(Exit::Ok)
}

fn text() -> String {
    let vendors: Vec<&Vendor> = contacts::vendors().collect();
    let mut matrix = table::new();
    matrix.set_header(std::iter::once("operation").chain(vendors.iter().map(|vendor| vendor.name)));
    for capability in Capability::ALL {
        let cells = vendors
            .iter()
            .map(|vendor| cell(&vendor.serving(*capability)));
        matrix.add_row(std::iter::once(capability.as_str().replace('-', " ")).chain(cells));
    }
    let mut text = format!(
        "{matrix}\n● documented by the vendor or in its source   ◐ seen in an answer or in somebody else's code   ○ assumed   – not there\n"
    );
    for vendor in vendors {
        text.push_str(&format!(
            "\n{} ({}): {}\n",
            vendor.name, vendor.slug, vendor.summary
        ));
        text.push_str(&format!("    base URL: {}\n", vendor.base_url));
        for slot in vendor.credentials {
            text.push_str(&format!("    {}: {}\n", slot.env, slot.title));
        }
        for setting in vendor.settings {
            text.push_str(&format!(
                "    {} or --set {}=…: {}\n",
                setting.env, setting.parameter, setting.title
            ));
        }
    }
    text
}

/// The best evidence of the operations that serve a capability, with their names.
fn cell(serving: &[&Operation]) -> String {
    let Some(best) = serving.first() else {
        return "–".to_owned();
    };
    let mark = match best.evidence {
        Evidence::Documented | Evidence::Source => "●",
        Evidence::Observed | Evidence::ThirdParty => "◐",
        _ => "○",
    };
    format!("{mark} {}", best.id)
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
