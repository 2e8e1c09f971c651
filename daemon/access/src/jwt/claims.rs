//! What a token says of itself.
//!
//! Invariant: a claim of another type than it must have counts as absent.

use serde_json::{Map, Value};

use crate::moment::Moment;
use crate::pattern::Pattern;

/// The claims of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(Value);

impl Claims {
    pub(super) fn new(claims: Map<String, Value>) -> Self {
        Self(Value::Object(claims))
    }

    /// A claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that is a moment, in whole seconds.
    pub fn moment(&self, name: &str) -> Option<Moment> {
        let value = self.0.get(name)?;
        let seconds = value.as_i64().or_else(|| {
            let number = value.as_f64().filter(|number| number.abs() < 1e15)?;
            // The bound above keeps it within what an i64 holds; the fraction of a second does not count.
            Some(number.floor() as i64)
        })?;
        Some(Moment(seconds))
    }

    /// Whether there is a claim of that name, whatever its type.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    /// Whether it is for an audience: `aud` is it, or has it.
    pub fn is_for(&self, audience: &str) -> bool {
        match self.0.get("aud") {
            Some(Value::String(one)) => one == audience,
            Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(audience)),
            _ => false,
        }
    }

    /// Whether a claim is what a pattern demands; of a list, whether one item is. A name that begins with `/` is a JSON
    /// pointer into nested claims.
    pub fn is_match(&self, name: &str, pattern: &Pattern) -> bool {
        let found = if name.starts_with('/') { self.0.pointer(name) } else { self.0.get(name) };
        match found {
            Some(Value::Array(items)) => items.iter().any(|item| is_one(item, pattern)),
            Some(value) => is_one(value, pattern),
            None => false,
        }
    }
}

fn is_one(value: &Value, pattern: &Pattern) -> bool {
    match value {
        Value::String(text) => pattern.is_match(text),
        Value::Bool(_) | Value::Number(_) => pattern.is_match(&value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}
