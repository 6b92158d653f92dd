//! How tools show a page: written from the outside, from what each tool shows of an OpenAPI document.

mod gitbook;
mod gitbook_html;
mod gitbook_text;
mod markdown;
mod mintlify;
mod mintlify_html;
mod mintlify_text;
mod plain;
mod style;
mod tables;

use serde::Serialize;

use super::fact::Facts;
use super::model::Model;
pub use style::{Hidden, Style};

/// A page as it was captured, with what it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// The capture.
    pub text: String,
    /// What can be known from it.
    pub facts: Facts,
}

impl Paper {
    /// Writes a line.
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Writes lines.
    fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.line(line);
        }
    }

    /// Writes a line, on a line of its own.
    fn fresh_line(&mut self, line: impl AsRef<str>) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.line(line);
    }

    /// Writes without ending the line.
    fn glue(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
    }
}

/// A tool and a way to capture it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Rendering {
    /// A Mintlify page copied from a browser.
    MintlifyText,
    /// The same where the capture lost names and types.
    MintlifyBare,
    /// What Mintlify serves at `….md`.
    MintlifyMarkdown,
    /// A Mintlify page as the server sends it.
    MintlifyHtml,
    /// A GitBook page copied from a browser.
    GitbookText,
    /// The same where the capture lost names, types and line ends.
    GitbookGlued,
    /// What GitBook serves at `….md`.
    GitbookMarkdown,
    /// A GitBook page as the server sends it.
    GitbookHtml,
    /// A page of HTML tables.
    HtmlTables,
    /// The same copied as text, a bar between cells.
    PipeText,
    /// Tables in a markdown file.
    MarkdownTables,
    /// A text that somebody wrote.
    PlainText,
}

impl Rendering {
    /// Every rendering.
    pub const ALL: [Self; 12] = [
        Self::MintlifyText,
        Self::MintlifyBare,
        Self::MintlifyMarkdown,
        Self::MintlifyHtml,
        Self::GitbookText,
        Self::GitbookGlued,
        Self::GitbookMarkdown,
        Self::GitbookHtml,
        Self::HtmlTables,
        Self::PipeText,
        Self::MarkdownTables,
        Self::PlainText,
    ];

    /// Its name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::MintlifyText => "mintlify-text",
            Self::MintlifyBare => "mintlify-bare",
            Self::MintlifyMarkdown => "mintlify-markdown",
            Self::MintlifyHtml => "mintlify-html",
            Self::GitbookText => "gitbook-text",
            Self::GitbookGlued => "gitbook-glued",
            Self::GitbookMarkdown => "gitbook-markdown",
            Self::GitbookHtml => "gitbook-html",
            Self::HtmlTables => "html-tables",
            Self::PipeText => "pipe-text",
            Self::MarkdownTables => "markdown-tables",
            Self::PlainText => "plain-text",
        }
    }

    /// Whether the tool shows such pages: Mintlify has one page for each endpoint.
    pub fn fits(self, model: &Model) -> bool {
        let mintlify = matches!(
            self,
            Self::MintlifyText | Self::MintlifyBare | Self::MintlifyMarkdown | Self::MintlifyHtml
        );
        // Without names all that is left of a parameter is its description.
        let described = |model: &Model| {
            let mut all = model
                .endpoints
                .iter()
                .flat_map(|endpoint| endpoint.parameters());
            all.all(|(_, _, schema)| !schema.text.is_empty())
        };
        match self {
            Self::GitbookGlued => described(model),
            _ => !mintlify || model.endpoints.len() == 1,
        }
    }

    /// Whether it is HTML.
    pub fn is_html(self) -> bool {
        matches!(
            self,
            Self::MintlifyHtml | Self::GitbookHtml | Self::HtmlTables
        )
    }

    /// Whether it is markdown with a document in it.
    pub fn has_document(self) -> bool {
        matches!(self, Self::MintlifyMarkdown | Self::GitbookMarkdown)
    }

    /// Shows a page.
    pub fn render(self, model: &Model, style: &Style) -> Paper {
        let paper = match self {
            Self::MintlifyText => mintlify_text::full(model, style),
            Self::MintlifyBare => mintlify_text::bare(model, style),
            Self::MintlifyMarkdown => markdown::mintlify(model, style),
            Self::MintlifyHtml => mintlify_html::render(model, style),
            Self::GitbookText => gitbook_text::full(model, style),
            Self::GitbookGlued => gitbook_text::glued(model, style),
            Self::GitbookMarkdown => markdown::gitbook(model, style),
            Self::GitbookHtml => gitbook_html::render(model, style),
            Self::HtmlTables => tables::html(model, style),
            Self::PipeText => tables::pipes(model, style),
            Self::MarkdownTables => tables::markdown(model, style),
            Self::PlainText => plain::render(model, style),
        };
        style.finish(self, paper)
    }
}

/// Text within HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A value the way pages write it: text without quotes.
fn bare_value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
