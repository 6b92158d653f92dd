//! `cargo xtask bench drift`: how much of what changes on a page of documentation the drift tool finds, and how often it
//! takes looks for meaning.
//!
//! Page models (`pages/*.json`) are shown the way each tool shows them (`rendering/`), once as they are and once edited:
//! edits of meaning (`semantic`) must be found, at the right place and of the right kind (`expect`); edits of looks
//! (`cosmetic`) must give nothing. A rendering notes what it shows (`fact`), so that an edit that a reader of the page
//! could not see is not asked for. Nothing here knows how the tool reads a page: it is called through `tool` alone.

pub mod cosmetic;
pub mod example;
pub mod expect;
pub mod fact;
pub mod measure;
pub mod model;
pub mod openapi;
pub mod random;
pub mod rendering;
pub mod report;
pub mod score;
pub mod semantic;
pub mod shown;
pub mod tool;
pub mod tree;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use rendering::{Rendering, Style};
use score::Options;
use semantic::Operator;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// What every choice starts from: the same seed gives the same figures.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many places of a page each edit is made at.
    #[arg(long, default_value_t = 4)]
    sites: usize,
    /// The pages that nobody looks at while the tool is mended, instead of the usual ones.
    #[arg(long)]
    fresh: bool,
    /// Only this page, by name; may be given again.
    #[arg(long = "page")]
    pages: Vec<String>,
    /// Only this rendering; may be given again.
    #[arg(long = "rendering", value_enum)]
    renderings: Vec<Rendering>,
    /// Only this edit; may be given again.
    #[arg(long = "operator", value_enum)]
    operators: Vec<Operator>,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
    /// Print what went wrong, a line each.
    #[arg(long)]
    failures: bool,
    /// Write what went wrong into this folder, as pages before and after.
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// Print the pages as they are shown instead of measuring.
    #[arg(long)]
    show: bool,
}

/// Measures and prints.
///
/// # Errors
///
/// If a page model can't be read or something can't be written.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> io::Result<u8> {
    let models = match arguments.fresh {
        true => model::fresh_pages(),
        false => model::pages(),
    };
    let models = models.map_err(io::Error::other)?;
    if arguments.show {
        return show(arguments, &models, out);
    }
    let options = Options {
        seed: arguments.seed,
        sites: arguments.sites,
        pages: arguments.pages.clone(),
        renderings: arguments.renderings.clone(),
        operators: arguments.operators.clone(),
    };
    let score = measure::measure(&models, &options);
    match arguments.json {
        true => writeln!(out, "{:#}", report::json(&score))?,
        false => out.write_all(report::table(&score).as_bytes())?,
    }
    if arguments.failures {
        out.write_all(report::failures(&score).as_bytes())?;
    }
    if let Some(folder) = &arguments.write {
        let cases = report::write(&score, folder)?;
        writeln!(out, "{cases} cases written to {}", folder.display())?;
    }
    Ok(0)
}

fn show(arguments: &Arguments, models: &[model::Model], out: &mut dyn Write) -> io::Result<u8> {
    for model in models {
        let renderings = Rendering::ALL
            .into_iter()
            .filter(|rendering| rendering.fits(model));
        for rendering in renderings {
            let page = arguments.pages.is_empty() || arguments.pages.contains(&model.name);
            let wanted =
                arguments.renderings.is_empty() || arguments.renderings.contains(&rendering);
            if page && wanted {
                out.write_all(rendering.render(model, &Style::default()).text.as_bytes())?;
            }
        }
    }
    Ok(0)
}
