//! The one table of finding codes. `cargo xtask check --explain CODE` reads it.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Which command speaks of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Found by `cargo xtask check` in a vendor's folder.
    Check,
    /// Found by `cargo xtask generate`.
    Generate,
}

macro_rules! codes {
    ($($stage:ident { $($variant:ident $name:literal $meaning:literal $explanation:literal)* })*) => {
        /// The kind of a finding: stable, one name each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $meaning] $variant,)*)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)*];

            /// The stable name in kebab-case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)*)* }
            }

            /// What the code says, in one line.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $($(Self::$variant => $meaning,)*)* }
            }

            /// Why the rule exists and what to do about a finding.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $($(Self::$variant => $explanation,)*)* }
            }

            /// The command that reports it.
            #[must_use]
            pub fn stage(self) -> Stage {
                match self { $($(Self::$variant => Stage::$stage,)*)* }
            }
        }
    };
}

codes! {
    Check {
        FileUnreadable "file-unreadable"
            "a file of the vendor's folder is missing, too large or not UTF-8"
            "A vendor's folder holds openapi.yaml, vendor.toml, evidence.toml and samples/. Each is UTF-8 text of at most 4 MiB."
        UnknownVendor "unknown-vendor"
            "no folder under specs/ has this name"
            "A vendor's slug is the name of its folder under specs/. `cargo xtask list` shows them all; `cargo xtask new-vendor` makes a new one."
        SyntaxInvalid "syntax-invalid"
            "the file is not well-formed YAML, TOML or JSON"
            "The parser could not read the file; line and column say how far it came. One YAML file holds one document."
        DuplicateKey "duplicate-key"
            "a key stands twice in one mapping"
            "Of two equal keys, parsers take the first or the last, so half of the people who read the file are wrong. Keep one."
        YamlFeatureRefused "yaml-feature-refused"
            "anchors, aliases, tags, merge keys and keys that are not plain words are not read"
            "Specs use the part of YAML that is JSON in other clothes. An alias hides where a value comes from, can grow without bound, and other tools treat merge keys differently. Write the value out, or use `$ref` to a component."
        NumberAmbiguous "number-ambiguous"
            "an unquoted number would not keep the form in which it is written"
            "YAML reads +15550100 and 007 as numbers and drops what is in front; 0x10 and .inf have no form in JSON, and integers beyond 64 bits lose digits. Quote what is text, and write numbers as JSON does."
        LimitExceeded "limit-exceeded"
            "the document is nested too deeply, has too many nodes, too long keys or too many findings"
            "Limits keep a hostile or broken document from using up time, memory or stack: 4 MiB a file, 64 levels, 200,000 nodes, keys of 512 bytes, 16 references in a row, 1,000 findings."
        NotOpenapi "not-openapi"
            "the document breaks the schema of OpenAPI 3.0"
            "The spec is standard OpenAPI 3.0.x, so that any tool reads it. The official JSON Schema of OpenAPI 3.0 is checked in under xtask/schemas/."
        MisspeltKey "misspelt-key"
            "a key is not one that may stand here"
            "OpenAPI readers ignore keys that they don't know, so a misspelt `requried` or `nulable` silently does nothing. Correct it or take it out."
        TomlShape "toml-shape"
            "vendor.toml or evidence.toml has not the shape that specs/README.md describes"
            "Both files are data that programs read. Their schemas are xtask/schemas/vendor.schema.json and evidence.schema.json."
        RefSiblings "ref-siblings"
            "keys beside $ref are ignored by every reader of OpenAPI 3.0"
            "In OpenAPI 3.0 a reference replaces the whole object that it stands in. For a nullable reference write `nullable: true` beside `allOf: [{$ref: …}]`; other keys belong into the component."
        ExtensionUnknown "extension-unknown"
            "an x- key is not one of the known extensions"
            "Only the x-contacts extensions of specs/README.md mean anything here. Other x- keys could steer the generator (x-rust-type names a Rust path), so they are refused."
        ExtensionMisplaced "extension-misplaced"
            "an extension stands where it means nothing"
            "Each extension is read in one kind of place only; specs/README.md has the table. Elsewhere it silently does nothing."
        ExtensionInvalid "extension-invalid"
            "an extension's value does not fit specs/extensions.schema.json"
            "Generator, clients and capability matrix read the extensions as data."
        CapabilityMissing "capability-missing"
            "an operation does not say which unified operations it serves"
            "Write `x-contacts-capability` on every operation, `[]` where it serves none: then leaving it out is never an oversight."
        PaginationMissing "pagination-missing"
            "an operation lists something but does not say how to walk it to the end"
            "Where `x-contacts-capability` holds a listing, `x-contacts-pagination` says how the list ends; a list in one piece is `scheme: none`."
        PaginationUnresolved "pagination-unresolved"
            "a pointer or a parameter of x-contacts-pagination does not exist"
            "The pointers are JSON pointers into the body of the successful response, and the names are parameters of the operation (or properties of its request body with `in: body`)."
        PaginationAmbiguous "pagination-ambiguous"
            "a list has several successful responses"
            "A call that lists is walked page by page, and each page is of one type. With a second successful response the client would have no `stream`, `sweep` and `resume`."
        StatusUnresolved "status-unresolved"
            "x-contacts-status points at nothing, or not at a number"
            "The pointer names the number in the response body that overrules the HTTP status."
        ErrorUnresolved "error-unresolved"
            "an entry of x-contacts-errors or x-contacts-invalid-fields points at nothing"
            "The pointer names the member of an error's body that says what the status does not. Some response with the entry's status has to have it."
        ExtensionContradicts "extension-contradicts"
            "an extension contradicts itself or another"
            "The dates of `x-contacts-since` and `x-contacts-until` are days of the calendar and in order; a default page size is at most the maximum."
        RefNotInternal "ref-not-internal"
            "a reference leaves the document or does not name a component"
            "The generator never opens another file or URL. References are `#/components/<section>/<Name>`, of the section that fits the place."
        RefUnresolved "ref-unresolved"
            "a reference points at nothing"
            "The component does not exist: correct the name or add it."
        RefCycle "ref-cycle"
            "references lead back to where they began without any data in between"
            "A component that is only itself again has no values. Cycles through a property or a list are fine."
        ComponentUnused "component-unused"
            "nothing in the document refers to a component"
            "What no operation reaches is dead text that nobody keeps true. Take it out or refer to it."
        InlineObject "inline-object"
            "an object with properties has no name"
            "Every object with properties is a component in PascalCase, because its name becomes a Rust type. Move it to components/schemas and refer to it."
        ClosedObject "closed-object"
            "additionalProperties: false refuses what the vendor adds tomorrow"
            "Unknown properties are always kept. Leave `additionalProperties` out, or give the schema of a map's values."
        OperationIdInvalid "operation-id-invalid"
            "an operationId is missing, taken twice, or not lowerCamel"
            "It becomes the name of a Rust method and the key of evidence and samples: `listContacts`, `findContactByPhone`; specs/README.md has the words in use."
        NameInvalid "name-invalid"
            "a name has characters or a form that cannot carry over to Rust"
            "Components are PascalCase ASCII; properties and parameters are ASCII letters, digits and `_ . - $ @ : #` and blanks, query parameters may end in brackets; at least one letter or digit."
        NameCollision "name-collision"
            "two names become the same Rust identifier"
            "`firstName` and `first_name` in one object, `add` and `Add` in one enum, or one name as query and header parameter would be the same identifier: one would vanish or the crate would not compile."
        NameReserved "name-reserved"
            "a name clashes with one that generated code needs"
            "Every generated struct has a catch-all field called `extra`; the client has `new`, builders stand beside types such as `Request`, and credentials beside `Anonymous`. An operationId, a security scheme or a property of such a name, or an operationId that is a Rust keyword, needs another one. Parameters get an underscore behind."
        UnsupportedMediaType "unsupported-media-type"
            "a body has a media type that the generator does not take"
            "Bodies are JSON (application/json, +json), text/*, application/octet-stream, and multipart/form-data in requests; each with a schema, one media type a request."
        UnsupportedParameter "unsupported-parameter"
            "a parameter is written in a style that the generator does not take"
            "Path and header parameters are `simple`, query parameters `form` or `deepObject`, JSON is `content: {application/json: …}`. Cookies, `matrix`, `label`, `spaceDelimited` and `pipeDelimited` are not taken."
        UnsupportedFeature "unsupported-feature"
            "an OpenAPI feature is used that the generator would silently ignore"
            "Callbacks, links, discriminators, XML, servers of a path, path-item references, titles of schemas, OAuth 2 flows and the like have no effect on the clients: better to refuse than to pretend."
        UnsupportedComposition "unsupported-composition"
            "a schema is composed in a way that the generator does not take"
            "`allOf` holds exactly one reference (with `nullable: true` beside it, or a description); `not` is not taken, and `oneOf`/`anyOf` stand alone."
        RecordInUnion "record-in-union"
            "a record stands inside oneOf or anyOf"
            "A record keeps its exact bytes, and those cannot be had while alternatives are tried one after the other. Describe the union outside the record."
        ServerInvalid "server-invalid"
            "a server URL is not https, or its template does not add up"
            "Credentials go to this URL: it is https (plain http for loopback only), without user, query or fragment, and each `{variable}` is declared and used."
        SecurityInvalid "security-invalid"
            "a security requirement names no known scheme, or the document says nothing about credentials"
            "Every name in `security` is one of components/securitySchemes. The document has a top-level `security`; an operation without credentials has `security: []`."
        PathInvalid "path-invalid"
            "a path has a form that requests cannot be built from"
            "Paths begin with `/`, have plain segments or whole `{parameters}`, no `.`, `..` or empty segments, no query."
        PathParameterMismatch "path-parameter-mismatch"
            "the parameters in a path and those that are declared are not the same"
            "Each `{name}` in the template is one required `in: path` parameter, and the other way round."
        PathCollision "path-collision"
            "two path templates match the same requests"
            "`/contacts/{id}` and `/contacts/{contact_id}` are one path: put both operations under one template."
        TextHostile "text-hostile"
            "a text could become code, markup or a link in the documentation"
            "Descriptions become rustdoc: fences and indented blocks would be compiled and run by `cargo test`, HTML and links would be live. Write plain sentences; single back-ticks around a word are fine."
        TextTooLong "text-too-long"
            "a text is longer than 2,000 characters"
            "A description says in a few sentences what a reader needs; the vendor's page has the rest."
        CharacterInvisible "character-invisible"
            "a string holds a control, zero-width or direction-changing character"
            "Such characters make a reader see something else than the compiler (Trojan Source), or hide a difference between two names. Take them out."
        EvidenceMissing "evidence-missing"
            "an operation, parameter, response or field has no entry in evidence.toml"
            "For everything in the spec we say where we know it from. Add an entry that names a source."
        EvidenceLeftOver "evidence-left-over"
            "evidence.toml speaks of something that the spec does not have, or of a source that nothing uses"
            "The spec changed and its evidence did not, or the name is misspelt. Take the entry out."
        EvidenceSourceUnknown "evidence-source-unknown"
            "an entry names a source that evidence.toml does not define"
            "Each source has a table `[sources.<name>]` with kind, title and, unless it is assumed, url and date seen."
        EvidenceContradicts "evidence-contradicts"
            "x-contacts-evidence and evidence.toml do not say the same of an operation"
            "An operation whose evidence is third-party or assumed carries `x-contacts-evidence` with that word, and no other operation does: users of the clients see it."
        VendorContradicts "vendor-contradicts"
            "vendor.toml does not agree with the folder or the spec"
            "The slug is the folder's name; each security scheme has exactly one entry in `[[credentials]]`; each `[[settings]]` names a path parameter or server variable; environment variables are CONTACTS_<SLUG>_… and unique."
        DriftExpired "drift-expired"
            "an accepted drift is past its date"
            "Exceptions carry a reason and expire. Look again: if it is still true, give it a new date and say so in the reason; else take it out."
        JudgesUnknownOperation "judges-unknown-operation"
            "judges.toml speaks of an operation that the spec does not have"
            "What judges send and what they find is matched by operationId, so a misspelt one silently does nothing."
        SampleNameInvalid "sample-name-invalid"
            "a sample's file name does not say operation, status and case, or names none of the spec"
            "`<operationId>.<status>.<case>.<json|txt|csv|html>`, for example `listContacts.200.first-page.json`."
        SampleRejected "sample-rejected"
            "a sample does not fit the spec's schema for its operation and status"
            "Either the sample is not what the vendor sends, or the spec is wrong. What the vendor sends outside the spec begins with `odd-`."
        SampleAccepted "sample-accepted"
            "a sample whose name begins with odd- fits the spec"
            "`odd-` samples show what the spec does not describe; one that fits proves nothing. Rename it, or make the spec stricter."
        SampleReal "sample-real"
            "a sample holds an e-mail address or a telephone number that could be someone's"
            "People in samples are invented: mail at example.com, example.org, .example, .test or .invalid; telephone numbers +1 555 01xx."
        SampleMissing "sample-missing"
            "an operation has no sample of its success, or a list lacks one of its pages"
            "Each operation with a JSON success has a sample; each list that goes page by page has cases named first, middle, last and empty."
    }
    Generate {
        GenerationFailed "generation-failed"
            "no client can be generated from the spec"
            "A stage of generation refused the spec, or a library that it stands on gave up. `cargo xtask check` usually says more of the place; a spec that passes it and still fails is a gap in the check."
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.name() == name)
            .ok_or_else(|| UnknownCode {
                name: name.to_owned(),
                near: crate::diagnostic::did_you_mean(
                    name,
                    Self::ALL.iter().map(|code| code.name()),
                ),
            })
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// No code has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no finding has the code `{name}`{}", near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownCode {
    name: String,
    near: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let name = code.name();
            assert!(
                name.split('-')
                    .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())),
                "{name}"
            );
            assert_eq!(name.parse(), Ok(*code));
            assert!(
                !code.meaning().ends_with('.') && !code.explanation().is_empty(),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        let error = "mispelt-key".parse::<Code>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "no finding has the code `mispelt-key`; did you mean `misspelt-key`?"
        );
    }
}
