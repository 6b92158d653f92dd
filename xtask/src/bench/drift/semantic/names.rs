//! Names as people change them.

use super::super::fact::{Aspect, Subject};
use super::super::model::Model;
use super::super::random::Random;
use super::sites::siblings;
use super::{Change, Mutant, Operator};

pub(super) fn renamed(
    operator: Operator,
    model: &Model,
    subject: &Subject,
    random: &mut Random,
) -> Option<Mutant> {
    let mut model = model.clone();
    let (members, old) = siblings(&mut model, subject)?;
    let (place, name) = match old.split_once(' ') {
        Some((place, name)) => (Some(place), name),
        None => (None, old.as_str()),
    };
    // Names change the way people change them: another casing, another word, a longer word.
    let new = match random.below(3) {
        0 if name.contains('_') => camel_case(name),
        0 if name.chars().any(char::is_uppercase) => snake_case(name),
        1 => format!("{name}_value"),
        _ => format!("new_{name}"),
    };
    let key = place.map_or_else(|| new.clone(), |place| format!("{place} {new}"));
    if members.iter().any(|(known, _)| *known == key) {
        return None;
    }
    members.iter_mut().find(|(known, _)| *known == old)?.0 = key;
    let there = match subject {
        Subject::Field(nth, side, path) => {
            let mut path = path.clone();
            *path.last_mut()? = new;
            Subject::Field(*nth, side.clone(), path)
        }
        Subject::Parameter(nth, place, _) => Subject::Parameter(*nth, place.clone(), new),
        _ => return None,
    };
    Some(Mutant {
        operator,
        subjects: vec![subject.clone(), there],
        aspect: Aspect::Exists,
        change: Change::Changed,
        model,
    })
}

pub(super) fn camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut signs = word.chars();
        camel.extend(signs.next().into_iter().flat_map(char::to_uppercase));
        camel.extend(signs);
    }
    if camel == name {
        format!("{name}Value")
    } else {
        camel
    }
}

pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for sign in name.chars() {
        if sign.is_uppercase() {
            snake.push('_');
        }
        snake.extend(sign.to_lowercase());
    }
    snake
}
