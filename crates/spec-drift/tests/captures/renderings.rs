//! Two captures of one page in different renderings: what only one of them shows is no change, and what both show is.

use crate::changes;

/// As text copied from a browser, with a generator's placeholders.
const TEXT: &str = r#"POST
/
v1
/
parcels
Send a parcel
curl --request POST \
  --url https://api.post.dev/v1/parcels \
  --header 'Authorization: Bearer <token>' \
  --header 'X-Depot: <x-depot>'
201
{
  "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
  "label": "<string>",
  "weight": 123,
  "box": {
    "width": 123,
    "height": 123
  }
}

Query Parameters

weight
integerrequired

What it weighs

Required range: 1 <= x <= 900

floor
integer

Which floor

Required range: x >= 0

Headers

X-Depot
string

Where it starts


Response
201

Sent
"#;

/// The same without the lists of parameters.
fn bare() -> String {
    let (page, _) = TEXT.split_once("Query Parameters").unwrap();
    page.replace("201\n", "")
}

/// As tables in markdown, where a bound of 0 is left out.
const TABLES: &str = r#"# Parcels

## Send a parcel

`POST https://api.post.dev/v1/parcels`

### Query Parameters

| Parameter | Type | Description |
| --- | --- | --- |
| weight | integer | What it weighs. Maximum: 900 |
| floor | integer | Which floor |

### Headers

| Parameter | Type | Description |
| --- | --- | --- |
| X-Depot | string | Where it starts |

### Response 201

| Field | Type | Description |
| --- | --- | --- |
| id | string (uuid) | Number |
| label | string | What is written on it |
| weight | number | What it weighs |
| box | object | How large it is |
| box.width | number | Width |
| box.height | number | Height |
"#;

#[test]
fn what_one_of_two_renderings_leaves_out_is_no_change() {
    let bare = bare();
    for (old, new) in [
        (TEXT, TABLES),
        (TEXT, bare.as_str()),
        (TABLES, bare.as_str()),
    ] {
        assert_eq!(changes(old, new), [""; 0]);
        assert_eq!(changes(new, old), [""; 0]);
    }
}

#[test]
fn what_both_renderings_show_is_a_change() {
    let rows = [
        // A placeholder for text is none for an identifier, and a type without its format says the same where others have theirs.
        (
            TEXT,
            "\"label\": \"<string>\"",
            "\"label\": \"3c90c3cc-0d44-4b50-8888-8dd25736052a\"",
            TABLES,
            "page-format-changed /responses/201/label",
        ),
        (
            TABLES,
            "| label | string |",
            "| label | string (uuid) |",
            TEXT,
            "page-format-changed /responses/201/label",
        ),
        (
            TABLES,
            "Maximum: 900",
            "Maximum: 450",
            TEXT,
            "page-range-changed /parameters/query/weight",
        ),
        (
            TEXT,
            "\"width\"",
            "\"breadth\"",
            TABLES,
            "page-field-rename-seen /responses/201/box/width",
        ),
        (
            TABLES,
            "| box.height | number |",
            "| height | number |",
            TEXT,
            "page-field-move-seen /responses/201/box/height",
        ),
    ];
    for (page, from, to, old, expected) in rows {
        assert_eq!(page.matches(from).count(), 1, "{from}");
        let found = changes(old, &page.replace(from, to));
        let (code, place) = expected.split_once(' ').unwrap();
        let expected = format!("{code} /paths/~1v1~1parcels/post{place}");
        assert_eq!(found, [expected], "{from} -> {to}");
    }
}

/// An answer whose page names no status is the one that the other capture names.
#[test]
fn an_answer_without_a_status_is_the_others_success() {
    let edited = bare().replace("\"label\"", "\"title\"");
    assert_eq!(
        changes(TABLES, &edited),
        ["page-field-rename-seen /paths/~1v1~1parcels/post/responses/201/label"]
    );
}

/// What has no name and says nothing but itself: one more or one less is seen, other words are not.
#[test]
fn sentences_without_a_name_are_counted() {
    let page = |middle: &str| {
        format!(
            "Find a parcel\nThe key of your account\nyour_api_keyNumber on the parcel\n{middle}Parcel found\nInvalid key\nNo such parcel\n\
             Drop a parcel\nThe key of your account\nyour_api_keyNumber on the parcel\nParcel dropped\nInvalid key\n"
        )
    };
    let (one, other, two) = (
        page("Name of the sender\n"),
        page("Who sends it\n"),
        page("Name of the sender\nPlace of the sender\n"),
    );
    assert_eq!(changes(&one, &other), [""; 0]);
    let seen = |code: &str| [format!("{code} /paths/*/*/parameters/*/#0")];
    assert_eq!(changes(&one, &two), seen("page-parameter-added"));
    assert_eq!(changes(&two, &one), seen("page-parameter-removed"));
}
