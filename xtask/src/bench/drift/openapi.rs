//! The OpenAPI document that a model stands for: the fragment that a page embeds, and the spec that pages are compared with.

use serde_json::{Value, json};

use super::model::{Endpoint, Kind, Model, Schema};
use super::tree::Tree;

/// Whether a document can say `type: [string, 'null']`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// `nullable: true`.
    V30,
    /// `null` among the types.
    V31,
}

/// How a document is made.
struct Writer {
    version: Version,
    /// Schemas of elements, if they are named instead of written out.
    components: Option<Vec<(String, Tree)>>,
}

/// The document that a platform embeds for one endpoint: only what the endpoint needs.
pub fn fragment(model: &Model, endpoint: &Endpoint) -> Tree {
    let version = match model.layout.openapi.starts_with("3.1") {
        true => Version::V31,
        false => Version::V30,
    };
    let components = model.layout.references.then(Vec::new);
    let mut writer = Writer {
        version,
        components,
    };
    let paths = Tree::map([(
        endpoint.path.clone(),
        Tree::map([(
            endpoint.method.to_lowercase(),
            writer.operation(model, endpoint),
        )]),
    )]);
    document(
        model,
        &model.layout.openapi,
        paths,
        writer.components.unwrap_or_default(),
    )
}

/// The spec of everything that the page documents, with a neighbour that it does not: specs know more than one page.
pub fn spec(model: &Model) -> Value {
    let mut writer = Writer {
        version: Version::V30,
        components: None,
    };
    let mut paths: Vec<(String, Vec<(String, Tree)>)> = Vec::new();
    for endpoint in &model.endpoints {
        let mut operation = writer.operation(model, endpoint);
        if let (Some(size), Tree::Map(members), true) =
            (&model.page_size, &mut operation, paths.is_empty())
        {
            let pagination = json!({"scheme": "page", "in": "query", "page": "page", "default-size": size.records, "max-size": size.records});
            members.push(("x-contacts-pagination".to_owned(), pagination.into()));
        }
        let method = endpoint.method.to_lowercase();
        match paths.iter_mut().find(|(path, _)| *path == endpoint.path) {
            Some((_, methods)) => methods.push((method, operation)),
            None => paths.push((endpoint.path.clone(), vec![(method, operation)])),
        }
    }
    let neighbour = Tree::map([
        ("operationId", Tree::text("readHealth")),
        ("summary", Tree::text("Health")),
        (
            "responses",
            json!({"204": {"description": "All is well"}}).into(),
        ),
    ]);
    paths.push(("/health".to_owned(), vec![("get".to_owned(), neighbour)]));
    let paths = Tree::map(
        paths
            .into_iter()
            .map(|(path, methods)| (path, Tree::map(methods))),
    );
    serde_json::to_value(document(model, "3.0.3", paths, Vec::new())).unwrap_or_default()
}

fn document(model: &Model, version: &str, paths: Tree, schemas: Vec<(String, Tree)>) -> Tree {
    let scheme = match model.auth.kind.as_str() {
        "bearer" => json!({"type": "http", "scheme": "bearer"}),
        _ => json!({"type": "apiKey", "in": model.auth.location, "name": model.auth.name}),
    };
    let mut components = vec![(
        "securitySchemes".to_owned(),
        Tree::map([(scheme_name(model), Tree::from(scheme))]),
    )];
    if !schemas.is_empty() {
        components.push(("schemas".to_owned(), Tree::Map(schemas)));
    }
    Tree::map([
        ("openapi", Tree::text(version)),
        (
            "info",
            Tree::map([
                ("title", Tree::text(format!("{} API", model.section))),
                ("version", Tree::text("1.0.0")),
            ]),
        ),
        (
            "servers",
            Tree::List(vec![Tree::map([("url", Tree::text(&model.server))])]),
        ),
        (
            "security",
            Tree::List(vec![Tree::map([(
                scheme_name(model),
                Tree::List(Vec::new()),
            )])]),
        ),
        ("paths", paths),
        ("components", Tree::Map(components)),
    ])
}

fn scheme_name(model: &Model) -> &'static str {
    match model.auth.kind.as_str() {
        "bearer" => "bearerAuth",
        _ => "apiKeyAuth",
    }
}

impl Writer {
    fn operation(&mut self, model: &Model, endpoint: &Endpoint) -> Tree {
        let mut operation = vec![
            ("summary".to_owned(), Tree::text(&endpoint.title)),
            (
                "operationId".to_owned(),
                Tree::text(camel_case(&endpoint.title)),
            ),
        ];
        let text = described(model, endpoint);
        if !text.is_empty() {
            operation.insert(1, ("description".to_owned(), Tree::text(text)));
        }
        let parameters: Vec<Tree> = endpoint
            .parameters()
            .map(|(location, name, schema)| self.parameter(location, name, schema))
            .collect();
        if !parameters.is_empty() {
            operation.push(("parameters".to_owned(), Tree::List(parameters)));
        }
        if let Some(body) = &endpoint.request {
            let body = self.schema(body, "Request");
            operation.push((
                "requestBody".to_owned(),
                Tree::map([("required", json!(true).into()), ("content", media(body))]),
            ));
        }
        let responses = endpoint.responses.0.iter().map(|(status, response)| {
            let text = Tree::text(&response.text);
            let mut members = vec![("description".to_owned(), text)];
            if let Some(body) = &response.body {
                members.push(("content".to_owned(), media(self.schema(body, "Answer"))));
            }
            (status.clone(), Tree::Map(members))
        });
        let responses = responses.collect();
        operation.push(("responses".to_owned(), Tree::Map(responses)));
        Tree::Map(operation)
    }

    fn parameter(&mut self, location: &str, name: &str, schema: &Schema) -> Tree {
        let mut members = vec![
            ("name".to_owned(), Tree::text(name)),
            ("in".to_owned(), Tree::text(location)),
            ("required".to_owned(), json!(schema.required).into()),
        ];
        if !schema.text.is_empty() {
            members.push(("description".to_owned(), Tree::text(&schema.text)));
        }
        let bare = Schema {
            text: String::new(),
            ..schema.clone()
        };
        members.push(("schema".to_owned(), self.schema(&bare, name)));
        Tree::Map(members)
    }

    fn schema(&mut self, schema: &Schema, name: &str) -> Tree {
        let mut members: Vec<(String, Tree)> = Vec::new();
        let mut put = |key: &str, value: Tree| members.push((key.to_owned(), value));
        match (&schema.kind, self.version, schema.nullable) {
            (Kind::Any, ..) => {}
            // A field that is only ever null has no other words in 3.0.
            (Kind::Null, Version::V30, _) => put("nullable", json!(true).into()),
            (kind, Version::V31, true) => put("type", json!([kind.name(), "null"]).into()),
            (kind, ..) => put("type", json!(kind.name()).into()),
        }
        if schema.nullable && self.version == Version::V30 && schema.kind != Kind::Null {
            put("nullable", json!(true).into());
        }
        if let Some(format) = &schema.format {
            put("format", Tree::text(format));
        }
        if !schema.text.is_empty() {
            put("description", Tree::text(&schema.text));
        }
        for (key, bound) in [("minimum", schema.minimum), ("maximum", schema.maximum)] {
            if let Some(bound) = bound {
                put(key, json!(bound).into());
            }
        }
        if let Some(pattern) = &schema.pattern {
            put("pattern", Tree::text(pattern));
        }
        if !schema.values.is_empty() {
            put(
                "enum",
                Tree::List(
                    schema
                        .values
                        .iter()
                        .map(|value| enum_value(schema, value).into())
                        .collect(),
                ),
            );
        }
        for (key, value) in [("default", &schema.default), ("example", &schema.example)] {
            if let Some(value) = value {
                put(key, value.clone().into());
            }
        }
        match &schema.kind {
            Kind::Object(fields) if !fields.is_empty() => {
                let properties = fields
                    .iter()
                    .map(|(name, field)| (name.clone(), self.schema(field, name)));
                let properties = Tree::Map(properties.collect());
                let required = fields.iter().filter(|(_, field)| field.required);
                let required: Vec<Tree> = required.map(|(name, _)| Tree::text(name)).collect();
                members.push(("properties".to_owned(), properties));
                if !required.is_empty() {
                    members.push(("required".to_owned(), Tree::List(required)));
                }
            }
            Kind::Array(item) => {
                let element = self.schema(item, name);
                let element = self.named(name, item, element);
                members.push(("items".to_owned(), element));
            }
            _ => {}
        }
        Tree::Map(members)
    }

    /// Puts the schema of an element among the components, where the document has them.
    fn named(&mut self, name: &str, item: &Schema, schema: Tree) -> Tree {
        let Some(components) = &mut self.components else {
            return schema;
        };
        if item.members().is_empty() {
            return schema;
        }
        let name = format!("{}Item", pascal_case(name));
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        if !components.iter().any(|(known, _)| *known == name) {
            components.push((name, schema));
        }
        reference.into()
    }
}

/// What an endpoint is said to do, with the sentence about pages where there is one.
pub fn described(model: &Model, endpoint: &Endpoint) -> String {
    let mut text = endpoint.text.clone();
    let first = model
        .endpoints
        .first()
        .is_some_and(|first| std::ptr::eq(first, endpoint));
    if let (Some(size), true) = (&model.page_size, first) {
        text.push(' ');
        text.push_str(&size.text.replace("{}", &size.records.to_string()));
    }
    text
}

/// A value of an enumeration in the type of its schema.
pub fn enum_value(schema: &Schema, value: &str) -> Value {
    match schema.kind {
        Kind::String | Kind::Array(_) => Value::String(value.to_owned()),
        _ => serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned())),
    }
}

fn media(schema: Tree) -> Tree {
    Tree::map([("application/json", Tree::map([("schema", schema)]))])
}

fn pascal_case(words: &str) -> String {
    let words = words.split(|sign: char| !sign.is_alphanumeric());
    let mut name = String::new();
    for word in words {
        let mut signs = word.chars();
        name.extend(signs.next().into_iter().flat_map(char::to_uppercase));
        name.extend(signs);
    }
    name
}

fn camel_case(words: &str) -> String {
    let name = pascal_case(words);
    let mut signs = name.chars();
    let first = signs.next().into_iter().flat_map(char::to_lowercase);
    first.chain(signs).collect()
}
