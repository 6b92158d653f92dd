//! Where a drift report goes, and in which form: the options that all drift commands share.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use spec_drift::report::terminal::{self, Screen};
use spec_drift::report::{Report, github, html, json, junit, markdown, sarif};

/// A form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: both places quoted.
    Terminal,
    /// For programs: see crates/spec-drift/schemas/report.schema.json.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// Annotations of a workflow on GitHub.
    Github,
    /// JUnit's XML.
    Junit,
    /// For a pull request.
    Markdown,
    /// One file to look at: page and spec side by side.
    Html,
}

/// Where a report goes, and in which form.
#[derive(Args, Clone, Debug, Default)]
pub struct OutputArgs {
    /// Form of the report; by the ending of FILE if not given, or else for a terminal.
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<Format>,
    /// Write the report there and print a summary only. The ending .json, .sarif, .xml, .md or .html says the form. May be
    /// given more than once.
    #[arg(long, value_name = "FILE")]
    pub out: Vec<PathBuf>,
    /// What the terminal shows; a file if nobody says.
    #[arg(skip)]
    pub screen: Screen,
}

impl OutputArgs {
    /// Whether a form or a file was asked for.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.format.is_some() || !self.out.is_empty()
    }

    /// Prints to this screen.
    #[must_use]
    pub fn on(self, screen: Screen) -> Self {
        Self { screen, ..self }
    }

    /// Writes the report into its files, or to `out` if there are none.
    ///
    /// # Errors
    ///
    /// If `out` or a file can't be written; the error names the file.
    pub fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        if self.out.is_empty() {
            let format = self.format.unwrap_or(Format::Terminal);
            return out.write_all(render(report, format, self.screen).as_bytes());
        }
        for file in &self.out {
            let format = self.format.unwrap_or_else(|| of_ending(file));
            save(file, &render(report, format, Screen::default())).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", file.display()))
            })?;
        }
        out.write_all(terminal::summary(report).as_bytes())
    }
}

/// What standard output shows: colours on a terminal, unless `NO_COLOR` says otherwise.
#[must_use]
pub fn standard_output() -> Screen {
    if !io::stdout().is_terminal() {
        return Screen::default();
    }
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let width =
        terminal_size::terminal_size().map_or(Screen::default().width, |(width, _)| width.0.into());
    Screen {
        colour: !plain,
        width,
    }
}

fn of_ending(file: &Path) -> Format {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("json") => Format::Json,
        Some("sarif") => Format::Sarif,
        Some("xml") => Format::Junit,
        Some("md") => Format::Markdown,
        Some("html") => Format::Html,
        _ => Format::Terminal,
    }
}

fn render(report: &Report, format: Format, screen: Screen) -> String {
    match format {
        Format::Terminal => terminal::render(report, screen),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
        Format::Junit => junit::render(report),
        Format::Markdown => markdown::render(report),
        Format::Html => html::render(report),
    }
}

fn save(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)
}
