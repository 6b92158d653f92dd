//! The JSON of a contact as a tree in two vectors, which serve the next contact again: a `serde_json::Value` allocates
//! each name, each text and each object, and that was a third of what writing a table costs.

use std::fmt::Display;
use std::io;
use std::ops::Range;

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::{Map, Number, Value};

/// The name under which serde_json gives a number that it keeps as text.
const NUMBER: &str = "$serde_json::private::Number";

/// A tree.
#[derive(Debug, Default)]
pub struct Tree {
    /// Each node stands before those in it.
    nodes: Vec<Node>,
    text: String,
}

/// A place in a tree.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    tree: &'a Tree,
    at: usize,
}

#[derive(Debug)]
struct Node {
    name: Name,
    what: What,
    /// Where the nodes in it end.
    end: usize,
}

#[derive(Clone, Debug)]
enum Name {
    /// Of an element, or of the whole.
    None,
    /// Of a member of a struct.
    Known(&'static str),
    /// Of a member of a map.
    Written(Range<usize>),
}

#[derive(Clone, Debug)]
enum What {
    Null,
    Bool(bool),
    Number(Number),
    Text(Range<usize>),
    List,
    Object,
}

impl Tree {
    /// The JSON of `value`, in place of what was here.
    ///
    /// # Errors
    ///
    /// If `value` is not made of what contacts are made of.
    pub fn read(&mut self, value: &impl Serialize) -> io::Result<Place<'_>> {
        self.nodes.clear();
        self.text.clear();
        value.serialize(self.member(Name::None))?;
        Ok(Place { tree: self, at: 0 })
    }

    fn member(&mut self, name: Name) -> Writer<'_> {
        Writer { tree: self, name }
    }

    fn write(&mut self, text: &str) -> Range<usize> {
        let begin = self.text.len();
        self.text.push_str(text);
        begin..self.text.len()
    }
}

impl<'a> Place<'a> {
    /// Text.
    pub fn as_str(self) -> Option<&'a str> {
        match self.what() {
            What::Text(range) => self.tree.text.get(range.clone()),
            _ => None,
        }
    }

    /// A boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.what() {
            What::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number.
    pub fn as_number(self) -> Option<&'a Number> {
        match self.what() {
            What::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        matches!(self.what(), What::Object)
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self.what(), What::List)
    }

    /// What is in a list, or in an object.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let end = self.node().map_or(0, |node| node.end);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let part = Self {
                tree: self.tree,
                at,
            };
            let node = part.node().filter(|_| at < end)?;
            at = node.end;
            Some(part)
        })
    }

    /// The member of an object with this name.
    pub fn get(self, name: &str) -> Option<Self> {
        self.parts().find(|part| part.name() == name)
    }

    /// The name of a member; empty for what is none.
    pub fn name(self) -> &'a str {
        match self.node().map(|node| &node.name) {
            Some(Name::Known(name)) => name,
            Some(Name::Written(range)) => self.tree.text.get(range.clone()).unwrap_or_default(),
            Some(Name::None) | None => "",
        }
    }

    /// The same as a tree of its own.
    pub fn value(self) -> Value {
        match self.what() {
            What::Null => Value::Null,
            What::Bool(value) => Value::Bool(*value),
            What::Number(number) => Value::Number(number.clone()),
            What::Text(_) => Value::String(self.as_str().unwrap_or_default().to_owned()),
            What::List => Value::Array(self.parts().map(Self::value).collect()),
            What::Object => {
                let members = self
                    .parts()
                    .map(|part| (part.name().to_owned(), part.value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    fn node(self) -> Option<&'a Node> {
        self.tree.nodes.get(self.at)
    }

    fn what(self) -> &'a What {
        self.node().map_or(&What::Null, |node| &node.what)
    }
}

/// Writes one node.
struct Writer<'a> {
    tree: &'a mut Tree,
    name: Name,
}

/// Writes what is in a node.
struct Inside<'a> {
    tree: &'a mut Tree,
    at: usize,
    key: Name,
}

impl<'a> Writer<'a> {
    fn leaf(self, what: What) -> Result<(), Failed> {
        self.begin(what).close()
    }

    fn begin(self, what: What) -> Inside<'a> {
        let at = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            name: self.name,
            what,
            end: at + 1,
        });
        Inside {
            tree: self.tree,
            at,
            key: Name::None,
        }
    }
}

impl Inside<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, name: Name, value: &T) -> Result<(), Failed> {
        value.serialize(self.tree.member(name))
    }

    fn close(self) -> Result<(), Failed> {
        let end = self.tree.nodes.len();
        if let Some(node) = self.tree.nodes.get_mut(self.at) {
            node.end = end;
        }
        Ok(())
    }

    /// Takes out the text that was written last.
    fn take_text(&mut self) -> Option<Range<usize>> {
        match self.tree.nodes.pop()?.what {
            What::Text(range) => Some(range),
            _ => None,
        }
    }
}

/// What contacts are not made of.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(String);

impl Failed {
    fn foreign(what: &str) -> Self {
        Self(format!("{what} has no place in a table"))
    }
}

impl serde::ser::Error for Failed {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<Failed> for io::Error {
    fn from(failed: Failed) -> Self {
        Self::new(io::ErrorKind::InvalidData, failed)
    }
}

type Nothing = Impossible<(), Failed>;

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Failed;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Nothing;
    type SerializeTupleStruct = Nothing;
    type SerializeTupleVariant = Nothing;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Nothing;

    fn serialize_bool(self, value: bool) -> Result<(), Failed> {
        self.leaf(What::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Failed> {
        self.leaf(What::Number(value.into()))
    }

    fn serialize_u8(self, value: u8) -> Result<(), Failed> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Failed> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Failed> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Failed> {
        self.leaf(What::Number(value.into()))
    }

    fn serialize_f32(self, value: f32) -> Result<(), Failed> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Failed> {
        // As serde_json has it: what is no number is null.
        self.leaf(Number::from_f64(value).map_or(What::Null, What::Number))
    }

    fn serialize_char(self, value: char) -> Result<(), Failed> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Failed> {
        let text = self.tree.write(value);
        self.leaf(What::Text(text))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Failed> {
        use std::fmt::Write;

        let begin = self.tree.text.len();
        write!(self.tree.text, "{value}").map_err(serde::ser::Error::custom)?;
        let text = begin..self.tree.text.len();
        self.leaf(What::Text(text))
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), Failed> {
        Err(Failed::foreign("a text of bytes"))
    }

    fn serialize_none(self) -> Result<(), Failed> {
        self.leaf(What::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Failed> {
        self.leaf(What::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Failed> {
        self.leaf(What::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), Failed> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        let mut object = self.begin(What::Object);
        object.part(Name::Known(variant), value)?;
        object.close()
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Inside<'a>, Failed> {
        Ok(self.begin(What::List))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Nothing, Failed> {
        Err(Failed::foreign("a tuple"))
    }

    fn serialize_tuple_struct(self, name: &'static str, _length: usize) -> Result<Nothing, Failed> {
        Err(Failed::foreign(name))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Nothing, Failed> {
        Err(Failed::foreign(variant))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Inside<'a>, Failed> {
        Ok(self.begin(What::Object))
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Inside<'a>, Failed> {
        Ok(self.begin(What::Object))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Nothing, Failed> {
        Err(Failed::foreign(variant))
    }
}

impl SerializeSeq for Inside<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.part(Name::None, value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close()
    }
}

impl SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failed> {
        self.part(Name::None, key)?;
        let text = self.take_text();
        self.key = Name::Written(text.ok_or_else(|| Failed::foreign("a name that is no text"))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        let name = std::mem::replace(&mut self.key, Name::None);
        self.part(name, value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close()
    }
}

impl SerializeStruct for Inside<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        self.part(Name::Known(name), value)?;
        if name == NUMBER {
            let text = self.take_text();
            let text = text.and_then(|range| self.tree.text.get(range));
            let number = text.and_then(|text| text.parse().ok());
            let number = number.ok_or_else(|| Failed::foreign("a number that is none"))?;
            if let Some(node) = self.tree.nodes.get_mut(self.at) {
                node.what = What::Number(number);
            }
        }
        Ok(())
    }

    fn end(self) -> Result<(), Failed> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tree_is_the_json_of_what_was_read_last() {
        let mut tree = Tree::default();
        for value in [
            json!({"a/b": [1, -2, 0.5, null, true, "x", [], {}], "": {"ä": "\u{1f600}"}}),
            json!(["later", {"and": "shorter"}]),
            json!(7),
        ] {
            assert_eq!(tree.read(&value).unwrap().value(), value);
        }
    }

    #[test]
    fn a_number_that_is_kept_as_text_is_a_number() {
        #[derive(Serialize)]
        struct Kept {
            #[serde(rename = "$serde_json::private::Number")]
            text: &'static str,
        }
        let mut tree = Tree::default();
        let number = tree.read(&vec![Kept { text: "12.5" }]).unwrap().value();
        assert_eq!(number, json!([12.5]));
        assert!(tree.read(&Kept { text: "none" }).is_err());
    }

    #[test]
    fn what_has_no_place_in_a_table_is_an_error() {
        let error = Tree::default().read(&(1, 2)).unwrap_err();
        assert_eq!(error.to_string(), "a tuple has no place in a table");
    }
}
