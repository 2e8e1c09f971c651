//! The canonical encoding that digests cover: JSON, whose maps are ordered because every map of the model is.

use serde::Serialize;

/// Encodes a value of the model; the same value gives the same bytes.
pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("a value of the model has string keys and no failing serializer")
}
