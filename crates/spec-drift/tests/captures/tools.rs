//! One page as several tools capture it: what only the tools make different is no change, what the page says is read.

use spec_drift::{Fact, Says, Side};

use crate::{changes, read};

/// As a browser copies a page that shows each level of its body one after the other, without a sign of where it ends.
const COPIED: &str = r#"List parcels
GET
https://api.post.dev/v1/parcels

Query Parameters
carrierstringenum

Who carries it

dove
heron
swift
Allowed:
doveheronswift
size
integer
1 to 90
Defaults to 30

How many to return

Responses
200

Your parcels

parcelsarray of objectsrequired

All of them

idstringrequired

Identifier

boxobjectrequired

What it is in

widthnumber

Width

morebooleanrequired

Whether more follow

ShellNodeRubyPHPPython

{
  "parcels": [
    {
      "id": "string",
      "box": {
        "width": 0
      }
    }
  ],
  "more": true
}
"#;

/// As a converter writes it that keeps what it has no markdown for.
const CONVERTED: &str = r#"# List parcels

`GET https://api.post.dev/v1/parcels`

### Query Parameters

-   <span class="openapi-schema__container">**carrier**<span
    class="openapi-schema__name"> string</span></span>

    Allowed: `dove``heron``swift`

    Who carries it

-   **size** integer

    Possible values: `>= 1` and `<= 90`

    Default value: `30`

    How many to return

### Response 200

<table><tbody><tr><td>parcels</td><td><div>Array of objects</div><div><p>All of them</p></div></td></tr>
<tr><td colspan="2"><div><table><tbody><tr><td>id<div>required</div></td><td><div>string</div></td></tr>
<tr><td>box</td><td><div>object</div></td></tr>
<tr><td colspan="2"><table><tbody><tr><td>width</td><td>number</td></tr></tbody></table></td></tr></tbody></table></div></td></tr>
<tr><td>more</td><td>boolean</td></tr></tbody></table>

```json
{"parcels": [{"id": "string", "box": {"width": 0}}], "more": true}
```
"#;

/// The pointers of the members of the answer, each once.
fn members(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for claim in read(text).claims {
        if let Fact::Field {
            side: Side::Response(_),
            pointer,
            says: Says::Exists | Says::Type(_),
        } = claim.fact
            && !found.contains(&pointer)
        {
            found.push(pointer);
        }
    }
    found.sort();
    found
}

/// The names of the parameters.
fn parameters(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for claim in read(text).claims {
        if let Fact::Parameter {
            name: Some(name), ..
        } = claim.fact
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

#[test]
fn options_of_a_form_and_tabs_are_no_names() {
    assert_eq!(parameters(COPIED), ["carrier", "size"]);
}

#[test]
fn the_example_says_in_what_a_member_stands() {
    let expected = [
        "/more",
        "/parcels",
        "/parcels/-",
        "/parcels/-/box",
        "/parcels/-/box/width",
        "/parcels/-/id",
    ];
    for text in [COPIED, CONVERTED] {
        let mut found = members(text);
        found.retain(|it| !it.is_empty());
        assert_eq!(found, expected);
    }
}

#[test]
fn another_tool_is_no_change() {
    let row = CONVERTED.split_whitespace().collect::<Vec<_>>().join(" ");
    for (old, new) in [(COPIED, CONVERTED), (COPIED, row.as_str())] {
        assert_eq!(changes(old, new), [""; 0]);
        assert_eq!(changes(new, old), [""; 0]);
    }
}

#[test]
fn a_change_shows_through_another_tool() {
    let new = CONVERTED
        .replace(
            "<tr><td>more</td>",
            "<tr><td>weight</td><td>number</td></tr><tr><td>more</td>",
        )
        .replace(r#""more": true"#, r#""weight": 0, "more": true"#);
    let expected = "page-field-added /paths/~1v1~1parcels/get/responses/200/weight";
    assert_eq!(changes(COPIED, &new), [expected]);
}
