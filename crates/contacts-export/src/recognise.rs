//! Which format a file is in, by what is in it: its name may be any.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::flat;
use crate::format::Format;
use crate::forms::csv;
#[cfg(feature = "parquet")]
use crate::forms::parquet;

/// The members by which a line of JSON is known.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "@type")]
    kind: Option<String>,
    source: Option<IgnoredAny>,
    undecodable: Option<IgnoredAny>,
}

/// The format of a file that [`Writer`](crate::Writer) wrote; nothing if it is none that this build reads. An empty file is JSON
/// Lines without lines. The file is at its beginning then.
///
/// # Errors
///
/// If the file can't be read.
pub fn recognise(file: &mut File) -> io::Result<Option<Format>> {
    let found = look(file);
    file.rewind()?;
    found
}

fn look(file: &mut File) -> io::Result<Option<Format>> {
    let mut magic = Vec::new();
    file.by_ref().take(4).read_to_end(&mut magic)?;
    if magic == b"PAR1" {
        #[cfg(feature = "parquet")]
        return parquet::schema(file.try_clone()?).map(|schema| Some(Format::Parquet(schema)));
        #[cfg(not(feature = "parquet"))]
        return Ok(None);
    }
    file.rewind()?;
    let mut first = Vec::new();
    let mut lines = BufReader::new(&mut *file);
    lines.read_until(b'\n', &mut first)?;
    if first.is_empty() {
        return Ok(Some(Format::Jsonl));
    }
    let Ok(line) = std::str::from_utf8(&first) else {
        return Ok(None);
    };
    let line = line.trim_start_matches('\u{feff}').trim();
    #[cfg(feature = "vcard")]
    if line.eq_ignore_ascii_case("BEGIN:VCARD") {
        return Ok(Some(Format::Vcard));
    }
    if let Ok(line) = serde_json::from_str::<Line>(line) {
        return Ok(match line {
            Line {
                kind: Some(kind), ..
            } if kind == "Card" => Some(Format::Jscontact),
            Line {
                source,
                undecodable,
                ..
            } if source.is_some() || undecodable.is_some() => Some(Format::Jsonl),
            _ => None,
        });
    }
    if !line.split(',').any(|column| column == flat::REST) {
        return Ok(None);
    }
    file.rewind()?;
    Ok(Some(match csv::is_plain(file)? {
        true => Format::CsvPlain,
        false => Format::Csv,
    }))
}
