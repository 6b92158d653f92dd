//! `contacts find`.

use clap::{Args, ValueEnum};
use contacts::runtime::operation::Capability;

use super::printer::Printer;
use crate::account;
use crate::arguments::{AccountArguments, ContactsOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// Find contacts by telephone number or e-mail address.
///
/// Decides by looking: what has an @ is an address, and what has digits a number, which is written with its country code
/// (+12025550123 or 0012025550123; spaces, dots, hyphens and brackets do not count). --as decides otherwise, and sends what
/// stands there as it is. Vendors that can't do this refuse: `contacts capabilities` shows which.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts find chatbotx fendra.fictover.1@example.com --sandbox\n  contacts find dmchamp '+1 (202) 555-0101' --sandbox\n  contacts find digital99 2025550101 --as phone"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// A telephone number or an e-mail address.
    #[arg(value_name = "NUMBER|ADDRESS", allow_hyphen_values = true)]
    what: String,
    /// Take it for this, and send it as it stands.
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<Kind>,
    #[command(flatten)]
    output: ContactsOutput,
}

/// What contacts are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.account.slug.as_str();
    let (kind, what) = match arguments.kind {
        Some(kind) => (kind, arguments.what),
        None => looked_at(&arguments.what)?,
    };
    account::need(
        slug,
        match kind {
            Kind::Phone => Capability::FindByPhone,
            Kind::Email => Capability::FindByEmail,
        },
    )?;
    let (account, _sandbox) = account::open(slug, &arguments.account.options).await?;
    let contacts = console.watched(account).connect()?;
    let found = match kind {
        Kind::Phone => contacts.find_by_phone(&what).await?,
        Kind::Email => contacts.find_by_email(&what).await?,
    };
    let mut printer = Printer::new(arguments.output.format(console.is_terminal));
    printer.add(&found, console)?;
    printer.finish(console)?;
    writeln!(console.notes, "{slug}: {}", printer.summary.line("answer"))?;
    printer.remark(slug, console)?;
    Ok(match printer.summary.undecodable {
        0 => Exit::Ok,
        _ => Exit::Incomplete,
    })
}

/// What it is by its looks, as vendors take it.
fn looked_at(what: &str) -> Result<(Kind, String), Failure> {
    let what = what.trim();
    if what.contains('@') {
        return Ok((Kind::Email, what.to_owned()));
    }
    let number: String = what
        .chars()
        .filter(|letter| !letter.is_whitespace() && !"-.()/".contains(*letter))
        .collect();
    let digits = number.strip_prefix('+').or(number.strip_prefix("00"));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|it| it.is_ascii_digit());
    match digits {
        Some(digits) if is_number(digits) => Ok((Kind::Phone, format!("+{digits}"))),
        None if is_number(&number) => Err(Failure::Usage(format!(
            "{what} has no country code: write it as in +12025550123, or pass --as phone to send it as it is"
        ))),
        _ => Err(Failure::Usage(format!(
            "{what} looks neither like a telephone number nor like an e-mail address: say which with --as phone or --as email"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_told_apart() {
        for (given, expected) in [
            (" a@example.com ", Some((Kind::Email, "a@example.com"))),
            ("+1 (202) 555-0123", Some((Kind::Phone, "+12025550123"))),
            ("00 1 202.555.0123", Some((Kind::Phone, "+12025550123"))),
            ("2025550123", None),
            ("+", None),
            ("Fendra", None),
            ("", None),
        ] {
            let found = looked_at(given).ok();
            let expected = expected.map(|(kind, text)| (kind, text.to_owned()));
            assert_eq!(found, expected, "{given}");
        }
    }
}
