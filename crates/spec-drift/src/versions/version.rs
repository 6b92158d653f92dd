//! From changes to the next version of a crate.

use super::change::Change;
use super::rule::Step;

/// The step that a list of changes asks of the generated crate: the largest of them.
pub fn step(changes: &[Change]) -> Step {
    changes
        .iter()
        .map(|change| change.rust)
        .max()
        .unwrap_or(Step::None)
}

/// The next version, as Cargo reads versions: below 1.0.0 the first number that is not zero stands for the major one.
///
/// `None` if `version` is not three numbers; what comes after `-` or `+` is dropped.
///
/// ```
/// use spec_drift::versions::{Step, next};
///
/// assert_eq!(next("0.1.4", Step::Major).as_deref(), Some("0.2.0"));
/// assert_eq!(next("0.1.4", Step::Minor).as_deref(), Some("0.1.5"));
/// assert_eq!(next("1.2.3", Step::Minor).as_deref(), Some("1.3.0"));
/// assert_eq!(next("1.2.3", Step::None).as_deref(), Some("1.2.3"));
/// ```
pub fn next(version: &str, step: Step) -> Option<String> {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<u64> = core
        .split('.')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let &[major, minor, patch] = numbers.as_slice() else {
        return None;
    };
    let (major, minor, patch) = match (step, major, minor) {
        (Step::None, ..) => (major, minor, patch),
        (Step::Major, 0, 0) => (0, 0, patch + 1),
        (Step::Major, 0, _) => (0, minor + 1, 0),
        (Step::Major, ..) => (major + 1, 0, 0),
        (Step::Minor, 1.., _) => (major, minor + 1, 0),
        (Step::Minor | Step::Patch, ..) => (major, minor, patch + 1),
    };
    Some(format!("{major}.{minor}.{patch}"))
}
