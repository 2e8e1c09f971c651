//! The API's own document, against which every answer is held.
//!
//! As much of JSON Schema as the document uses; a keyword that is not known here is a fault, not passed over.

use serde_json::Value;
use tests::Fault;

use super::client::Answer;

/// The document as it was served.
pub(super) struct Document(pub(super) Value);

impl Document {
    /// Whether an answer is one that the document promises.
    pub(super) fn holds(&self, method: &str, path: &str, answer: &Answer) -> Result<(), Fault> {
        let told = |what: String| Fault::new(format!("{method} {path}: {what}\n{answer:?}"));
        let operation = &self.0["paths"][path][method.to_ascii_lowercase()];
        let response = self.resolved(&operation["responses"][answer.status.to_string()]);
        if response.is_null() {
            return Err(told(format!("the document has no answer {}", answer.status)));
        }
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let value = answer.header(&name.to_ascii_lowercase());
            let value = value.ok_or_else(|| told(format!("the header `{name}` is not there")))?;
            if header["schema"]["type"] == "integer" && value.parse::<u64>().is_err() {
                return Err(told(format!("the header `{name}` is no number")));
            }
        }
        let kind = answer.header("content-type").unwrap_or_default();
        let schema = &response["content"][kind]["schema"];
        if schema.is_null() {
            return Err(told(format!("the document has no `{kind}`")));
        }
        self.fits(schema, &answer.json()?, "").map_err(told)
    }

    fn resolved<'d>(&'d self, node: &'d Value) -> &'d Value {
        match node["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self.0.pointer(pointer).unwrap_or(&Value::Null),
            None => node,
        }
    }

    fn fits(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let schema = self.resolved(schema);
        let known = ["type", "enum", "properties", "required", "additionalProperties", "items", "description"];
        let keys = schema.as_object().ok_or_else(|| format!("{place}: there is no schema"))?;
        if let Some(key) = keys.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("{place}: the test does not know the keyword `{key}`"));
        }
        if schema.get("enum").is_some_and(|words| !words.as_array().is_some_and(|words| words.contains(value))) {
            return Err(format!("{place}: {value} is none of {}", schema["enum"]));
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !kinds.is_empty() && !kinds.contains(&kind(value)) {
            return Err(format!("{place}: {value} is no {kinds:?}"));
        }
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            self.fits(&schema["items"], item, &format!("{place}/{at}"))?;
        }
        let Some(members) = value.as_object() else { return Ok(()) };
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(missing) = required.into_iter().find(|name| !members.contains_key(*name)) {
            return Err(format!("{place}: `{missing}` is not there"));
        }
        for (name, member) in members {
            match &schema["properties"][name] {
                Value::Null if schema["additionalProperties"] == false => {
                    return Err(format!("{place}: `{name}` is not in the document"));
                }
                Value::Null => {}
                inner => self.fits(inner, member, &format!("{place}/{name}"))?,
            }
        }
        Ok(())
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
