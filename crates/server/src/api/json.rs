//! JSON that no two readers take differently: not nested without end, and every key of an object once.

use crate::limits;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

/// Reads a whole document.
///
/// # Errors
/// Where and what is wrong, in words that do not repeat what was sent.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let fault = Cell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let looked = Shape { depth: 0, fault: &fault }.deserialize(&mut reader).and_then(|()| reader.end());
    looked.and_then(|()| serde_json::from_slice(bytes)).map_err(|error| in_words(&error, fault.get()))
}

pub(crate) fn in_words(error: &serde_json::Error, fault: Option<&'static str>) -> String {
    let what = fault.unwrap_or(match error.classify() {
        Category::Data => "有一项与接口文档不符：名称、类型不对，或者缺了必填的",
        _ => "不是完整的 JSON",
    });
    format!("第 {} 行第 {} 个字符：{what}。", error.line(), error.column())
}

/// Looks at a value of whatever type and keeps nothing of it.
struct Shape<'f> {
    depth: usize,
    fault: &'f Cell<Option<&'static str>>,
}

impl Shape<'_> {
    fn fail<E: Error>(&self, what: &'static str) -> E {
        self.fault.set(Some(what));
        E::custom(what)
    }

    fn deeper<E: Error>(&self) -> Result<Shape<'_>, E> {
        let depth = self.depth + 1;
        if depth > limits::JSON_DEPTH { Err(self.fail("层数太多")) } else { Ok(Shape { depth, fault: self.fault }) }
    }
}

impl<'de> DeserializeSeed<'de> for Shape<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shape<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self.deeper()?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !keys.insert(key) {
                return Err(self.fail("有一项写了两遍"));
            }
            map.next_value_seed(self.deeper()?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
