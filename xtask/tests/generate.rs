//! The stages of generation, one snapshot each, over a document with everything that stock progenitor can't do.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::path::Path;

use serde_json::{Value, json};
use xtask::document::Document;
use xtask::generate::pipeline::stages;
use xtask::generate::{Source, generate, lower};
use xtask::vendor::{self, VendorFolder};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn kitchen_sink() -> Value {
    let text = include_str!("generate/kitchen-sink.yaml");
    Document::parse("kitchen-sink.yaml", text)
        .expect("it is YAML")
        .value()
        .clone()
}

fn source(spec: Value) -> Source {
    Source {
        slug: "sink".to_owned(),
        spec,
        vendor: json!({ "slug": "sink", "name": "Sink", "summary": "", "base-url": "", "documentation": [],
            "credentials": [{ "scheme": "bearerToken", "env": "CONTACTS_SINK_TOKEN", "title": "A token" }] }),
        evidence: serde_json::from_str(include_str!("generate/kitchen-sink.evidence.json"))
            .expect("it is JSON"),
    }
}

fn rust(items: &[syn::Item]) -> String {
    prettyplease::unparse(&syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: items.to_vec(),
    })
}

#[test]
fn stage_1_lowers_the_document() {
    let lowered = lower::lower(&kitchen_sink()).expect("it lowers");
    insta::assert_json_snapshot!("lowered", lowered.types);
}

#[test]
fn stage_2_and_3_make_types_that_lose_nothing() {
    let stages = stages(&kitchen_sink()).expect("it generates");
    insta::assert_snapshot!("types", rust(&stages.types.items));
}

#[test]
fn stage_4_writes_client_builders_errors_and_data() {
    let generated = generate(&source(kitchen_sink())).expect("it generates");
    for name in [
        "builder.rs",
        "client.rs",
        "errors.rs",
        "operations.rs",
        "replay.rs",
    ] {
        insta::assert_snapshot!(name.trim_end_matches(".rs"), generated.files[name]);
    }
}

#[test]
fn the_lowered_specs_of_all_vendors() {
    for slug in vendor::slugs(root()).expect("specs is readable") {
        let folder = VendorFolder::load(root(), &slug).expect("the folder is readable");
        let lowered = lower::lower(folder.spec.value()).expect("it lowers");
        insta::assert_json_snapshot!(format!("lowered-{slug}"), lowered.types);
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let one = generate(&source(kitchen_sink()))
        .expect("it generates")
        .files;
    let two = generate(&source(kitchen_sink()))
        .expect("it generates")
        .files;
    assert_eq!(one, two);
}

#[test]
fn text_of_a_spec_never_becomes_code() {
    let generated = generate(&source(kitchen_sink())).expect("it generates");
    let all: String = generated.files.values().cloned().collect();
    for hostile in ["```", "    let indented", "<script>", "[link](https"] {
        let docs = all
            .lines()
            .filter(|line| line.trim_start().starts_with("///"));
        assert!(
            docs.clone().all(|line| !line.contains(hostile)),
            "{hostile}"
        );
    }
}

#[test]
fn a_name_of_a_property_never_becomes_code() {
    let mut spec = kitchen_sink();
    let schemas = spec.pointer_mut("/components/schemas");
    for schema in schemas
        .and_then(Value::as_object_mut)
        .expect("there")
        .values_mut()
    {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert("a`\n\n```\nabort();".to_owned(), json!({}));
        }
    }
    let types = &generate(&source(spec)).expect("it generates").files["types.rs"];
    let is_doc = |line: &str| line.contains("///") || line.contains("doc =");
    let docs: Vec<_> = types.lines().filter(|line| is_doc(line)).collect();
    assert!(docs.iter().any(|line| line.contains("abort();")));
    for line in docs {
        assert!(!line.contains("```") && !line.contains("\\n"), "{line}");
    }
}

#[test]
fn a_status_goes_before_the_range_that_it_is_in() {
    let mut spec = kitchen_sink();
    spec["paths"]["/contacts/{id}"]["get"]["responses"] = json!({
        "2XX": { "description": "Anything", "content": { "application/json": { "schema": {} } } },
        "204": { "description": "Nothing" },
    });
    let builder = &generate(&source(spec)).expect("it generates").files["builder.rs"];
    let at = |pattern: &str| builder.find(pattern).expect(pattern);
    assert!(at("204u16 =>") < at("200u16..=299u16 =>"));
}

#[test]
fn what_cannot_be_generated_says_where_and_why() {
    let cases: &[(&str, Value, &str)] = &[
        (
            "/components/schemas/Sort",
            json!({ "type": "string", "enum": ["add", "Add"] }),
            "type generator",
        ),
        (
            "/components/schemas/Sort",
            json!({ "type": "object", "properties": { "firstName": {}, "first_name": {} } }),
            "first_name",
        ),
        (
            "/components/securitySchemes/queryKey",
            json!({ "type": "oauth2" }),
            "can be sent",
        ),
        (
            "/paths/~1contacts/get/x-contacts-pagination/items",
            json!("/data/nothing"),
            "no property nothing",
        ),
        (
            "/paths/~1contacts/get/x-contacts-pagination/page",
            json!("seite"),
            "no query parameter seite",
        ),
        (
            "/paths/~1contacts/get/parameters/0/style",
            json!("pipeDelimited"),
            "pipeDelimited",
        ),
        (
            "/paths/~1contacts~1import/post/requestBody/content",
            json!({ "application/xml": {} }),
            "only JSON",
        ),
        (
            "/paths/~1contacts~1{id}/get/responses/404",
            json!({ "$ref": "#/components/responses/Gone" }),
            "leads nowhere",
        ),
        (
            "/paths/~1contacts~1{id}/get/responses/404",
            json!({ "description": "", "again": { "$ref": "#/paths" } }),
            "leads back to itself",
        ),
        (
            "/paths/~1contacts~1{id}/get/responses/999XX",
            json!({ "description": "" }),
            "999XX is no status",
        ),
    ];
    for (pointer, value, expected) in cases {
        let mut spec = kitchen_sink();
        let (parent, last) = pointer.rsplit_once('/').expect("a pointer");
        spec.pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .map_or_else(
                || panic!("{pointer}"),
                |members| members.insert(last.replace("~1", "/"), value.clone()),
            );
        let problem = generate(&source(spec)).expect_err(pointer);
        assert!(
            problem.to_string().contains(expected),
            "{pointer}: {problem}"
        );
    }
}
