//! What the columns of a table hold, by their titles.

use crate::claim::Location;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Names; of what, where the title says it.
    Name(Named),
    Type,
    Description,
    Required,
    Default,
    Example,
    Location,
    Format,
    Enum,
    Status,
    Method,
    Path,
}

/// What a column of names says of what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Anything,
    Parameter(Location),
    Member,
}

/// What a title says of its column; `None` for what is no title.
pub(super) fn column(title: &str) -> Option<Column> {
    let lower = title
        .trim()
        .trim_matches(['*', '`', ':', '?', ' '])
        .to_lowercase()
        .replace('_', " ");
    Some(match lower.as_str() {
        "name" | "parameter" | "parameters" | "param" | "key" | "argument" | "parameter name"
        | "variable" | "property" => Column::Name(Named::Anything),
        "field" | "attribute" | "member" | "element" | "field name" | "response field"
        | "body parameter" | "body field" => Column::Name(Named::Member),
        "header" | "header parameter" | "header name" | "http header" => {
            Column::Name(Named::Parameter(Location::Header))
        }
        "query parameter" | "query param" | "query" => {
            Column::Name(Named::Parameter(Location::Query))
        }
        "path parameter" | "path param" | "url parameter" => {
            Column::Name(Named::Parameter(Location::Path))
        }
        "type" | "data type" | "datatype" | "schema" => Column::Type,
        "description" | "details" | "meaning" | "notes" | "note" | "explanation" | "comment"
        | "comments" | "info" | "purpose" => Column::Description,
        "required" | "mandatory" | "required/optional" | "req" | "is required" | "optional"
        | "presence" => Column::Required,
        "default" | "default value" | "defaults" => Column::Default,
        "example" | "value" | "example value" | "sample" | "sample value" | "examples" => {
            Column::Example
        }
        "in" | "location" | "parameter type" | "param type" | "located in" | "where" | "place" => {
            Column::Location
        }
        "format" => Column::Format,
        "enum" | "allowed values" | "possible values" | "options" | "values"
        | "available values" | "accepted values" | "constraints" | "validation" | "range" => {
            Column::Enum
        }
        "status" | "code" | "status code" | "http status" | "http code" | "http status code"
        | "response code" => Column::Status,
        "method" | "http method" | "verb" => Column::Method,
        "path" | "url" | "endpoint" | "uri" | "route" | "http request" => Column::Path,
        _ => return None,
    })
}
