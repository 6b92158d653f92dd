//! What the command says about itself.

use clap::CommandFactory;

use crate::Run;

#[test]
fn help_says_what_there_is() {
    insta::assert_snapshot!("help", Run::of("--help").seen());
    for command in contacts_cli::arguments::Arguments::command().get_subcommands() {
        let name = command.get_name();
        let run = Run::of(&format!("{name} --help"));
        assert!(run.out.contains("Examples:"), "{}", run.out);
        insta::assert_snapshot!(format!("help-{name}"), run.seen());
    }
}

#[test]
fn exit_codes_are_the_same_everywhere() {
    let readme = include_str!("../../README.md");
    let help = Run::of("--help").out;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for exit in contacts_cli::Exit::ALL {
        let (code, meaning) = (*exit as u8, exit.meaning());
        assert!(
            readme.contains(&format!("| {code} | {meaning} |")),
            "{code}"
        );
        assert!(
            words(&help).contains(&format!("{code} {meaning}")),
            "{code}"
        );
    }
}

#[test]
fn no_command_is_answered_with_help() {
    let run = Run::of("");
    assert_eq!(run.code, 2);
    assert!(
        run.notes.contains("Usage: contacts [OPTIONS] <COMMAND>"),
        "{}",
        run.notes
    );
}

#[test]
fn the_version_is_that_of_the_crate() {
    let version = concat!("contacts ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(Run::of("--version").out, version);
}
