//! Parameters and fields of a page by their place.

use super::super::fact::Subject;
use super::super::model::{Kind, Model, Schema};

/// Every parameter and field with a name.
pub fn sites(model: &Model) -> Vec<(Subject, Schema)> {
    let mut found = Vec::new();
    for (nth, endpoint) in model.endpoints.iter().enumerate() {
        for (place, name, schema) in endpoint.parameters() {
            let subject = Subject::Parameter(nth, place.to_owned(), name.to_owned());
            found.push((subject, schema.clone()));
        }
        if let Some(body) = &endpoint.request {
            below(nth, "request", body, &mut Vec::new(), &mut found);
        }
        for (place, (_, response)) in endpoint.responses.0.iter().enumerate() {
            if let Some(body) = &response.body {
                below(nth, &place.to_string(), body, &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

pub(super) fn below(
    nth: usize,
    side: &str,
    schema: &Schema,
    path: &mut Vec<String>,
    found: &mut Vec<(Subject, Schema)>,
) {
    match &schema.kind {
        Kind::Array(item) => {
            path.push("-".to_owned());
            below(nth, side, item, path, found);
            path.pop();
        }
        Kind::Object(members) => {
            for (name, member) in members {
                path.push(name.clone());
                found.push((
                    Subject::Field(nth, side.to_owned(), path.clone()),
                    member.clone(),
                ));
                below(nth, side, member, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

pub(super) fn find<'a>(model: &'a mut Model, subject: &Subject) -> Option<&'a mut Schema> {
    let (members, name) = siblings(model, subject)?;
    let found = members.iter_mut().find(|(known, _)| *known == name);
    found.map(|(_, schema)| schema)
}

pub(super) fn body<'a>(model: &'a mut Model, nth: usize, side: &str) -> Option<&'a mut Schema> {
    let endpoint = model.endpoints.get_mut(nth)?;
    match side {
        "request" => endpoint.request.as_mut(),
        place => {
            let (_, response) = endpoint.responses.0.get_mut(place.parse::<usize>().ok()?)?;
            response.body.as_mut()
        }
    }
}

/// The list in which a subject stands, and its key there.
pub(super) fn siblings<'a>(
    model: &'a mut Model,
    subject: &Subject,
) -> Option<(&'a mut Vec<(String, Schema)>, String)> {
    match subject {
        Subject::Parameter(nth, place, name) => {
            let endpoint = model.endpoints.get_mut(*nth)?;
            Some((&mut endpoint.parameters.0, format!("{place} {name}")))
        }
        Subject::Field(nth, side, path) => {
            let (name, way) = path.split_last()?;
            let mut schema = body(model, *nth, side)?;
            for step in way {
                schema = match &mut schema.kind {
                    Kind::Array(item) if step == "-" => item,
                    Kind::Object(members) => {
                        &mut members.iter_mut().find(|(known, _)| known == step)?.1
                    }
                    _ => return None,
                };
            }
            match &mut schema.kind {
                Kind::Object(members) => Some((members, name.clone())),
                _ => None,
            }
        }
        _ => None,
    }
}

pub(super) fn choices(schema: &mut Schema) -> &mut Vec<String> {
    match &mut schema.kind {
        Kind::Array(item) => &mut item.values,
        _ => &mut schema.values,
    }
}
