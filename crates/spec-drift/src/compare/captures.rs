//! Whether two pages are captures of one page, at different times or by different tools.

use std::collections::BTreeSet;

use super::tools;
use crate::bind;
use crate::page::Page;
use crate::spec::Spec;
use crate::subject::{self, Shown};
use crate::words::words;

/// Whether two pages seem to be captures of one: both show some operation, known by its place in the spec, by method and path or
/// by its title, or most of their lines are the same.
pub fn of_one_page(old: &Page, new: &Page, spec: &Spec<'_>) -> bool {
    let (was, is) = (subject::operations(old), subject::operations(new));
    let known = |shown: &[Shown<'_>]| -> BTreeSet<usize> {
        let found = bind::attributed(shown, spec).into_iter();
        found.flatten().map(|it| it.index).collect()
    };
    !known(&was).is_disjoint(&known(&is))
        || was.iter().any(|was| is.iter().any(|is| same(was, is)))
        || tools::alike(&old.text, &new.text)
}

fn same(was: &Shown<'_>, is: &Shown<'_>) -> bool {
    let (was, is) = (&was.endpoint, &is.endpoint);
    let title = words(was.title.as_deref().unwrap_or_default());
    let address = was.method == is.method && was.path == is.path;
    (was.path.is_some() && address)
        || (!title.is_empty() && title == words(is.title.as_deref().unwrap_or_default()))
}
