//! A capture of a page of documentation, whatever its rendering, as claims with the bytes that make them.
//!
//! One way for every page: bytes are decoded (`decode`), looks that mean nothing are evened out without losing the place
//! of a single byte (`tidy`, `flat`), a reader chosen by looking at the page (`sniff`) turns it into parts (`html`,
//! `markdown`, `text`), what copying took the markup from is found again (`gather`), and one interpreter reads the parts
//! (`interpret`), so that HTML, markdown and copied text of one page state the same. What is left is accounted for
//! (`account`) or shows that the capture is no page of documentation (`refuse`).

mod account;
mod boilerplate;
mod chips;
mod constraint;
mod curl;
mod decode;
mod definition;
mod example;
mod flat;
mod gather;
mod html;
mod interpret;
mod json;
mod markdown;
mod model;
mod node;
mod part;
mod pattern;
mod refuse;
mod sniff;
mod table;
mod text;
mod tidy;
mod types;
mod words;
mod yaml;

pub use model::{Accounting, Block, Form, Kind, Page, Platform, Unreadable};

/// Larger captures are refused before anything looks at them.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// Reads a capture of a page: HTML, markdown or copied text, of any vendor and any publisher.
///
/// `name` is for places and problems only. The page's text is data: nothing in it is obeyed.
///
/// # Errors
///
/// [`Unreadable`] for what is no page of documentation: empty, larger than [`LARGEST`], binary, a login page, an error page.
pub fn read(name: &str, bytes: &[u8]) -> Result<Page, Unreadable> {
    let text = decode::decode(bytes, LARGEST)?;
    let tidy = tidy::tidy(&text);
    if tidy.text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let platform = sniff::platform(&tidy.text);
    let form = sniff::form(&tidy.text);
    let (flat, parts) = match form {
        Form::Html => html::read(tidy),
        Form::Markdown => markdown::read(tidy),
        Form::Text => text::read(tidy),
    };
    let parts = gather::gather(&flat.text, parts);
    let outcome = interpret::interpret(&flat.text, &parts);
    let visible = flat.text.clone();
    let page = account::page(name, text, platform, form, &flat, outcome);
    match refuse::refuse(&page, &visible) {
        Some(unreadable) => Err(unreadable),
        None => Ok(page),
    }
}
