//! No name of a spec stands twice in generated code: every name that generated code has is tried as the name of a parameter,
//! an operation, a component and a security scheme. It is free, changed or refused, but never written twice.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::BTreeSet;

use heck::{ToLowerCamelCase, ToPascalCase, ToSnakeCase};
use serde_json::{Value, json};
use xtask::document::Document;
use xtask::generate::names::{taken_for_operation, taken_for_scheme};
use xtask::generate::{Generated, Problem, Source, generate};

fn source() -> Source {
    let text = include_str!("generate/kitchen-sink.yaml");
    let document = Document::parse("kitchen-sink.yaml", text).expect("it is YAML");
    Source {
        slug: "sink".to_owned(),
        spec: document.value().clone(),
        vendor: json!({ "slug": "sink", "name": "Sink", "summary": "", "base-url": "", "documentation": [],
            "credentials": [] }),
        evidence: serde_json::from_str(include_str!("generate/kitchen-sink.evidence.json"))
            .expect("it is JSON"),
    }
}

/// With another operation of this name, made like one that is there.
fn with_operation(source: &mut Source, id: &str) {
    let mut item = source.spec["paths"]["/contacts/{id}"].clone();
    item.as_object_mut().expect("there").remove("delete");
    item["get"]["operationId"] = id.into();
    source.spec["paths"][format!("/{id}/{{id}}")] = item;
    source.evidence["operations"][id] = "page".into();
}

fn with_scheme(source: &mut Source, name: &str) {
    let scheme = json!({ "type": "apiKey", "in": "header", "name": "X-Key" });
    source.spec["components"]["securitySchemes"][name] = scheme;
    let alternatives = source.spec["security"].as_array_mut().expect("there");
    alternatives.push(json!({ name: [] }));
}

/// Each item with the place in which no other one may have its name.
fn named(generated: &Generated) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (file, text) in &generated.files {
        for item in syn::parse_file(text).expect("it is Rust").items {
            let mut found = Vec::new();
            named_in(&item, &mut found);
            let placed = |(place, name)| (format!("{file} {place}"), name);
            all.extend(found.into_iter().map(placed));
        }
    }
    all
}

fn named_in(item: &syn::Item, found: &mut Vec<(String, String)>) {
    let mut see = |place: &str, name: &syn::Ident| found.push((place.to_owned(), name.to_string()));
    match item {
        syn::Item::Use(item) => imported(&item.tree, found),
        syn::Item::Fn(item) => see("values", &item.sig.ident),
        syn::Item::Static(item) => see("values", &item.ident),
        syn::Item::Const(item) => see("values", &item.ident),
        syn::Item::Struct(item) => {
            see("types", &item.ident);
            for name in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                see(&format!("fields of {}", item.ident), name);
            }
        }
        syn::Item::Enum(item) => {
            see("types", &item.ident);
            for variant in &item.variants {
                see(&format!("variants of {}", item.ident), &variant.ident);
            }
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let syn::Type::Path(of) = &*item.self_ty else {
                return;
            };
            let of = &of.path.segments.last().expect("a name").ident;
            for member in &item.items {
                let syn::ImplItem::Fn(function) = member else {
                    continue;
                };
                let name = &function.sig.ident;
                see(&format!("methods of {of}"), name);
                for input in &function.sig.inputs {
                    if let syn::FnArg::Typed(argument) = input
                        && let syn::Pat::Ident(argument) = &*argument.pat
                    {
                        see(&format!("arguments of {of}::{name}"), &argument.ident);
                    }
                }
            }
        }
        _ => {}
    }
}

fn imported(tree: &syn::UseTree, found: &mut Vec<(String, String)>) {
    match tree {
        syn::UseTree::Path(path) => imported(&path.tree, found),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, found)),
        syn::UseTree::Name(name) => {
            let name = name.ident.to_string();
            let place = match name.starts_with(char::is_uppercase) {
                true => "types",
                false => "values",
            };
            found.push((place.to_owned(), name));
        }
        other => panic!("an import of another form: {other:?}"),
    }
}

fn assert_once(generated: Result<Generated, Problem>) {
    let generated = generated.unwrap_or_else(|problem| panic!("{problem}"));
    let mut seen = BTreeSet::new();
    for place in named(&generated) {
        assert!(seen.insert(place.clone()), "{} twice: {}", place.1, place.0);
    }
}

/// Every name of generated code, as snake case.
fn names() -> BTreeSet<String> {
    let generated = generate(&source()).expect("it generates");
    let all = named(&generated).into_iter();
    let names: BTreeSet<_> = all.map(|(_, name)| name.to_snake_case()).collect();
    assert!(names.len() > 100, "{names:?}");
    names
}

#[test]
fn as_a_parameter_it_is_changed() {
    let mut source = source();
    let parameters = source.spec["paths"]["/contacts"]["get"]["parameters"]
        .as_array_mut()
        .expect("there");
    let snake = |parameter: &Value| parameter["name"].as_str().map(str::to_snake_case);
    let there: BTreeSet<_> = parameters.iter().filter_map(snake).collect();
    for name in names().difference(&there) {
        parameters.push(json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
    }
    assert_once(generate(&source));
}

#[test]
fn as_an_operation_it_is_refused_or_free() {
    let (mut free, mut refused) = (source(), 0);
    let there: BTreeSet<_> = free.evidence["operations"]
        .as_object()
        .expect("there")
        .keys()
        .map(|id| id.to_snake_case())
        .collect();
    for id in names()
        .difference(&there)
        .map(|name| name.to_lower_camel_case())
    {
        if taken_for_operation(&id).is_none() {
            with_operation(&mut free, &id);
            continue;
        }
        let mut taken = source();
        with_operation(&mut taken, &id);
        let problem = generate(&taken).expect_err(&id);
        assert!(problem.pointer.ends_with("/operationId"), "{problem}");
        refused += 1;
    }
    assert!(refused > 20, "only {refused}");
    assert_once(generate(&free));
}

#[test]
fn as_a_security_scheme_it_is_refused_or_free() {
    let mut free = source();
    let there: BTreeSet<_> = free.spec["components"]["securitySchemes"]
        .as_object()
        .expect("there")
        .keys()
        .map(|name| name.to_snake_case())
        .collect();
    for name in names()
        .difference(&there)
        .map(|name| name.to_lower_camel_case())
    {
        if taken_for_scheme(&name).is_none() {
            with_scheme(&mut free, &name);
            continue;
        }
        let mut taken = source();
        with_scheme(&mut taken, &name);
        generate(&taken).expect_err(&name);
    }
    assert_once(generate(&free));
}

#[test]
fn as_a_component_it_is_free() {
    let mut source = source();
    let types = named(&generate(&source).expect("it generates")).into_iter();
    let there: BTreeSet<_> = types
        .filter(|(place, _)| place == "types.rs types")
        .map(|(_, name)| name.to_snake_case())
        .collect();
    let schemas = source.spec["components"]["schemas"]
        .as_object_mut()
        .expect("there");
    for name in names().difference(&there).map(|name| name.to_pascal_case()) {
        let schema = json!({ "type": "object", "properties": { "x": { "type": "string" } } });
        schemas.insert(name, schema);
    }
    assert_once(generate(&source));
}
