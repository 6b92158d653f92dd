//! Parquet, with the columns of the model: nested or flat.
//!
//! Rows are kept back until a row group is full, column by column; so memory is bounded by the size of a row group.

use std::fs::File;
use std::io;
use std::iter;
use std::mem;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use contacts_core::model::Contact;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value};

use super::{Entries, Entry, Form, Ids, invalid};
use crate::flat::{self, FLAT, REST, VIEWS};
use crate::format::Schema;
use crate::shape::{Kind, Shape};
use crate::tree::Tree;
use crate::walk::{self, Cell, Cells, Levels, split};

/// A row group is written when it has so many rows, or so many bytes of text.
const ROWS: usize = 16 * 1024;
const BYTES: usize = 16 * 1024 * 1024;

/// The columns of the nested schema.
static NESTED: LazyLock<Shape> = LazyLock::new(Shape::nested);

/// Writes Parquet.
pub struct Parquet {
    writer: Option<SerializedFileWriter<Vec<u8>>>,
    shape: &'static Shape,
    schema: Schema,
    tree: Tree,
    group: Group,
}

/// The row group that is not written yet.
struct Group {
    columns: Vec<Column>,
    schema: Schema,
    /// How many columns stand before those of the shape.
    views: usize,
    rows: usize,
    bytes: usize,
}

/// The values of one column, with where each stands.
struct Column {
    values: Values,
    is_list: bool,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Values {
    /// All texts in one, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Bool(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
}

impl Parquet {
    /// A file with this schema.
    ///
    /// # Errors
    ///
    /// If the library refuses the schema.
    pub fn new(schema: Schema) -> io::Result<Self> {
        let Layout { shape, kinds, root } = layout(schema).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(
                concat!("contacts-export version ", env!("CARGO_PKG_VERSION")).to_owned(),
            )
            .build();
        let writer = SerializedFileWriter::new(Vec::new(), root, Arc::new(properties));
        Ok(Self {
            writer: Some(writer.map_err(failed)?),
            shape,
            schema,
            tree: Tree::default(),
            group: Group {
                columns: kinds.into_iter().map(Column::new).collect(),
                schema,
                views: views(schema),
                rows: 0,
                bytes: 0,
            },
        })
    }

    fn write_group(&mut self, out: &mut Vec<u8>) -> Result<(), ParquetError> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        if self.group.rows > 0 {
            let mut group = writer.next_row_group()?;
            for column in &mut self.group.columns {
                let Some(target) = group.next_column()? else {
                    break;
                };
                column.write(target)?;
            }
            group.close()?;
            self.group.rows = 0;
            self.group.bytes = 0;
        }
        writer.flush()?;
        // What is written is the file's; the writer counts by itself how much it was.
        out.append(writer.inner_mut());
        Ok(())
    }
}

impl Form for Parquet {
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        for contact in contacts {
            if self.schema == Schema::Flat {
                for (index, (_, view)) in VIEWS.iter().enumerate() {
                    let text = view(contact);
                    self.group.plain(index, text.as_deref());
                }
            }
            let contact = self.tree.read(contact)?;
            let rest = split(self.shape, contact, &mut self.group);
            let rest = (!rest.is_empty()).then(|| Value::Object(rest).to_string());
            let last = self.group.columns.len().saturating_sub(1);
            self.group.plain(last, rest.as_deref());
            self.group.rows += 1;
            if self.group.rows >= ROWS || self.group.bytes >= BYTES {
                self.write_group(out).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.write_group(out).map_err(failed)?;
        if let Some(writer) = self.writer.take() {
            out.append(&mut writer.into_inner().map_err(failed)?);
        }
        Ok(())
    }
}

impl Group {
    /// A cell of a column that stands at the top.
    fn plain(&mut self, column: usize, text: Option<&str>) {
        self.bytes += text.map_or(0, str::len);
        let definition = i16::from(text.is_some());
        if let Some(column) = self.columns.get_mut(column) {
            let levels = Levels {
                definition,
                repetition: 0,
            };
            column.take(text.map(|text| Cell::Text(text.into())), levels);
        }
    }
}

impl Cells for Group {
    fn take(&mut self, column: usize, cell: Option<Cell<'_>>, levels: Levels) -> bool {
        if let Some(Cell::Text(text)) = &cell {
            self.bytes += text.len();
        }
        let levels = match self.schema {
            Schema::Nested => levels,
            Schema::Flat => Levels {
                definition: i16::from(cell.is_some()),
                repetition: 0,
            },
        };
        match self.columns.get_mut(column + self.views) {
            Some(column) => column.take(cell, levels),
            None => false,
        }
    }
}

impl Column {
    fn new((kind, is_list): (Kind, bool)) -> Self {
        Self {
            values: match kind {
                Kind::Text | Kind::Json => Values::Text(Vec::new(), Vec::new()),
                Kind::Bool => Values::Bool(Vec::new()),
                Kind::Integer | Kind::Time => Values::Integer(Vec::new()),
                Kind::Float => Values::Float(Vec::new()),
            },
            is_list,
            definitions: Vec::new(),
            repetitions: Vec::new(),
        }
    }

    fn take(&mut self, cell: Option<Cell<'_>>, levels: Levels) -> bool {
        self.definitions.push(levels.definition);
        if self.is_list {
            self.repetitions.push(levels.repetition);
        }
        match (&mut self.values, cell) {
            (_, None) => return true,
            (Values::Text(text, ends), Some(Cell::Text(value))) => {
                text.extend_from_slice(value.as_bytes());
                ends.push(text.len());
            }
            (Values::Bool(values), Some(Cell::Bool(value))) => values.push(value),
            (Values::Float(values), Some(Cell::Float(value))) => values.push(value),
            (Values::Integer(values), Some(Cell::Integer(value) | Cell::Time(value))) => {
                values.push(value);
            }
            // Cells are made by the kind of their column.
            _ => return false,
        }
        true
    }

    fn write(&mut self, mut target: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = (
            mem::take(&mut self.definitions),
            mem::take(&mut self.repetitions),
        );
        match &mut self.values {
            Values::Text(text, ends) => {
                let all = Bytes::from(mem::take(text));
                let begins = iter::once(0).chain(ends.iter().copied());
                let texts = begins
                    .zip(ends.iter())
                    .map(|(begin, end)| all.slice(begin..*end));
                let mut texts: Vec<ByteArray> = texts.map(ByteArray::from).collect();
                batch::<ByteArrayType>(&mut target, &mut texts, &levels)?;
                ends.clear();
            }
            Values::Bool(values) => batch::<BoolType>(&mut target, values, &levels)?,
            Values::Integer(values) => batch::<Int64Type>(&mut target, values, &levels)?,
            Values::Float(values) => batch::<DoubleType>(&mut target, values, &levels)?,
        }
        (self.definitions, self.repetitions) = levels;
        self.definitions.clear();
        self.repetitions.clear();
        target.close()
    }
}

fn batch<T: DataType>(
    target: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    (definitions, repetitions): &(Vec<i16>, Vec<i16>),
) -> Result<(), ParquetError> {
    let writer = target.typed::<T>();
    let repetitions = (!repetitions.is_empty()).then_some(repetitions.as_slice());
    writer.write_batch(values, Some(definitions), repetitions)?;
    values.clear();
    Ok(())
}

fn views(schema: Schema) -> usize {
    match schema {
        Schema::Flat => VIEWS.len(),
        Schema::Nested => 0,
    }
}

/// What a schema is made of.
struct Layout {
    shape: &'static Shape,
    /// The kinds of all columns in order, and whether they are in a list.
    kinds: Vec<(Kind, bool)>,
    /// The schema in the words of Parquet.
    root: TypePtr,
}

fn layout(schema: Schema) -> Result<Layout, ParquetError> {
    let mut fields = Vec::new();
    let mut kinds = Vec::new();
    let shape = match schema {
        Schema::Flat => {
            let views = VIEWS.iter().map(|(name, _)| (*name, Kind::Text));
            let columns = FLAT.columns().zip(FLAT.kinds.iter().copied());
            for (name, kind) in views.chain(columns) {
                fields.push(leaf(name, kind)?);
                kinds.push((kind, false));
            }
            &FLAT.shape
        }
        Schema::Nested => {
            let shape = &*NESTED;
            if let Shape::Object(members) = shape {
                for (name, shape) in members {
                    fields.push(field(name, shape, false, &mut kinds)?);
                }
            }
            shape
        }
    };
    fields.push(leaf(REST, Kind::Json)?);
    kinds.push((Kind::Json, false));
    let root = Type::group_type_builder("contact")
        .with_fields(fields)
        .build()?;
    let root = Arc::new(root);
    Ok(Layout { shape, kinds, root })
}

fn field(
    name: &str,
    shape: &Shape,
    is_list: bool,
    kinds: &mut Vec<(Kind, bool)>,
) -> Result<TypePtr, ParquetError> {
    let group = |name, repetition, logical, fields| {
        let builder = Type::group_type_builder(name).with_repetition(repetition);
        builder
            .with_logical_type(logical)
            .with_fields(fields)
            .build()
            .map(Arc::new)
    };
    match shape {
        Shape::Leaf(kind) => {
            kinds.push((*kind, is_list));
            leaf(name, *kind)
        }
        Shape::Object(members) => {
            let fields = members
                .iter()
                .map(|(name, shape)| field(name, shape, is_list, kinds));
            let fields = fields.collect::<Result<_, _>>()?;
            group(name, Repetition::OPTIONAL, None, fields)
        }
        Shape::List(element) => {
            let element = field("element", element, true, kinds)?;
            let list = group("list", Repetition::REPEATED, None, vec![element])?;
            group(
                name,
                Repetition::OPTIONAL,
                Some(LogicalType::List),
                vec![list],
            )
        }
    }
}

fn leaf(name: &str, kind: Kind) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        // As text: of the logical type JSON some readers make bytes.
        Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Bool => (Physical::BOOLEAN, None),
        Kind::Integer => (Physical::INT64, None),
        Kind::Float => (Physical::DOUBLE, None),
        Kind::Time => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
        ),
    };
    let builder = Type::primitive_type_builder(name, physical).with_logical_type(logical);
    builder
        .with_repetition(Repetition::OPTIONAL)
        .build()
        .map(Arc::new)
}

/// Reads Parquet that [`Parquet`] wrote.
pub fn read(schema: Schema, file: File) -> io::Result<Entries> {
    let Layout { shape, root, .. } = layout(schema).map_err(failed)?;
    let reader = SerializedFileReader::new(file).map_err(failed)?;
    if reader.metadata().file_metadata().schema() != root.as_ref() {
        return Err(invalid("the columns are those of another release"));
    }
    Ok(Box::new(reader.into_iter().map(move |row| {
        let row = row.map_err(failed)?;
        let mut fields: Vec<Field> = row
            .into_columns()
            .into_iter()
            .map(|(_, field)| field)
            .collect();
        let rest = match fields.pop() {
            Some(Field::Str(rest)) => rest,
            _ => String::new(),
        };
        let contact = match schema {
            Schema::Flat => FLAT.contact(fields.iter().skip(VIEWS.len()).map(cell), &rest)?,
            Schema::Nested => flat::contact(object(shape, &fields), &rest)?,
        };
        Ok(Entry::Contact(Box::new(contact)))
    })))
}

/// The columns of a file: flat ones have the source's id as one of them.
pub fn schema(file: File) -> io::Result<Schema> {
    let reader = SerializedFileReader::new(file).map_err(failed)?;
    let columns = reader.metadata().file_metadata().schema().get_fields();
    Ok(
        match columns.iter().any(|column| column.name() == "source_id") {
            true => Schema::Flat,
            false => Schema::Nested,
        },
    )
}

/// The vendor's ids of the contacts in a file: of the column `source_id`, or `id` in `source`, alone.
pub fn ids(file: File) -> io::Result<Ids> {
    let reader = SerializedFileReader::new(file).map_err(failed)?;
    let schema = reader.metadata().file_metadata().schema();
    let field = |name: &str, of: &Type| {
        let found = of
            .get_fields()
            .iter()
            .find(|field| field.name() == name)
            .cloned();
        found.ok_or_else(|| invalid("the file has no column with ids"))
    };
    let column = match field("source_id", schema) {
        Ok(column) => column,
        Err(_) => {
            let id = field("id", field("source", schema)?.as_ref())?;
            let source = Type::group_type_builder("source").with_repetition(Repetition::OPTIONAL);
            Arc::new(source.with_fields(vec![id]).build().map_err(failed)?)
        }
    };
    let columns = Type::group_type_builder(schema.name()).with_fields(vec![column]);
    let columns = columns.build().map_err(failed)?;
    let rows = reader.into_iter().project(Some(columns)).map_err(failed)?;
    Ok(Box::new(rows.map(|row| {
        let row = row.map_err(failed)?.into_columns();
        match row.into_iter().next().map(|(_, field)| field) {
            Some(Field::Str(id)) => Ok(id),
            Some(Field::Group(row)) => match row.into_columns().pop() {
                Some((_, Field::Str(id))) => Ok(id),
                _ => Err(invalid("a contact has no id")),
            },
            _ => Err(invalid("a contact has no id")),
        }
    })))
}

fn cell(field: &Field) -> Option<Cell<'_>> {
    Some(match field {
        Field::Str(text) => Cell::Text(text.into()),
        Field::Bool(value) => Cell::Bool(*value),
        Field::Long(value) => Cell::Integer(*value),
        Field::Double(value) => Cell::Float(*value),
        Field::TimestampMicros(value) => Cell::Time(*value),
        _ => return None,
    })
}

fn object(shape: &Shape, fields: &[Field]) -> Value {
    let Shape::Object(members) = shape else {
        return Value::Null;
    };
    let members = members.iter().zip(fields);
    let found =
        members.filter_map(|((name, shape), field)| Some((name.clone(), value(shape, field)?)));
    Value::Object(found.collect::<Map<_, _>>())
}

fn value(shape: &Shape, field: &Field) -> Option<Value> {
    match (shape, field) {
        (Shape::Leaf(kind), field) => walk::value(*kind, cell(field)?),
        (Shape::Object(_), Field::Group(row)) => Some(object(shape, &columns(row))),
        (Shape::List(element), Field::ListInternal(list)) => {
            let elements = list.elements().iter();
            Some(
                elements
                    .map(|field| value(element, field).unwrap_or(Value::Null))
                    .collect(),
            )
        }
        _ => None,
    }
}

fn columns(row: &Row) -> Vec<Field> {
    row.get_column_iter()
        .map(|(_, field)| field.clone())
        .collect()
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => invalid(source),
        error => invalid(error),
    }
}

#[cfg(test)]
mod tests {
    use parquet::schema::printer::print_schema;

    use super::*;

    #[test]
    fn the_schemas_are_those_that_are_published() {
        for (name, schema) in [("nested", Schema::Nested), ("flat", Schema::Flat)] {
            let mut text = Vec::new();
            print_schema(&mut text, &layout(schema).unwrap().root);
            insta::assert_snapshot!(format!("parquet-{name}"), String::from_utf8(text).unwrap());
        }
    }
}
