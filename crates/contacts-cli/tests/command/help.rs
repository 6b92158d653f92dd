//! What the command says about itself.

use crate::Run;

#[test]
fn help_says_what_there_is() {
    for (name, arguments) in [
        ("help", "--help"),
        ("help-demo", "demo --help"),
        ("help-list", "list --help"),
        ("help-map", "map --help"),
        ("help-vendors", "vendors --help"),
    ] {
        insta::assert_snapshot!(name, Run::of(arguments).seen());
    }
}

#[test]
fn no_command_is_answered_with_help() {
    let run = Run::of("");
    assert_eq!(run.code, 2);
    assert!(
        run.notes.contains("Usage: contacts <COMMAND>"),
        "{}",
        run.notes
    );
}

#[test]
fn the_version_is_that_of_the_crate() {
    let version = concat!("contacts ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Run::of("--version").out, version);
}
