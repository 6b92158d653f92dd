//! Words that completions offer for an argument which takes others too.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use contacts::core::coverage::PATHS;
use contacts::{Field, vendors};

/// Takes any text, as the commands know better than the command line how to refuse one; completions offer these words, and
/// the help of an argument that does not hide them.
#[derive(Clone, Copy)]
pub struct Known(fn() -> Vec<&'static str>);

/// The slugs of all vendors.
pub const SLUGS: Known = Known(|| vendors().map(|vendor| vendor.slug).collect());

/// The ids of all vendors' operations; a script does not know of which vendor it is asked.
pub const OPERATIONS: Known = Known(|| {
    let operations = vendors().flat_map(|vendor| vendor.operations);
    once(operations.map(|operation| operation.id))
});

/// The settings of all vendors.
pub const SETTINGS: Known = Known(|| {
    let settings = vendors().flat_map(|vendor| vendor.settings);
    once(settings.map(|setting| setting.parameter))
});

/// The places of the model.
pub const PLACES: Known = Known(|| PATHS.to_vec());

/// The fields that some vendor can write.
pub const FIELDS: Known = Known(|| Field::ALL.iter().map(|field| field.path()).collect());

fn once(words: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let words: BTreeSet<&str> = words.collect();
    words.into_iter().collect()
}

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}
