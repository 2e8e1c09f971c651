//! What of the Language Server Protocol an editor says to us, as the specification (3.17) names it.
//!
//! Not the whole protocol: the few messages that this server takes. The known crates of its types hold all of it, which costs
//! thirteen CPU seconds of a build from nothing.
//!
//! Invariant: unknown keys are passed over, so that a newer editor is understood.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What ties an answer to its request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum Id {
    Number(i64),
    String(String),
    /// Of a request whose own cannot be read.
    Null,
}

/// The version of JSON-RPC.
#[derive(Debug, Deserialize)]
enum Version {
    #[serde(rename = "2.0")]
    Two,
}

/// A request, or a notification where there is no `id`.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    #[serde(rename = "jsonrpc")]
    _version: Version,
    pub(super) id: Option<Id>,
    pub(super) method: String,
    #[serde(default)]
    pub(super) params: Value,
}

/// A place: a line from 0, and UTF-16 units before it in that line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

/// A range; its end is outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// A text, by the name that the editor gives it.
#[derive(Debug, Deserialize)]
pub(super) struct TextDocument {
    pub(super) uri: String,
}

/// A text in one of its versions.
#[derive(Debug, Deserialize)]
pub(super) struct VersionedTextDocument {
    pub(super) uri: String,
    pub(super) version: i32,
}

/// A text as it is opened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenedTextDocument {
    pub(super) uri: String,
    pub(super) language_id: String,
    pub(super) version: i32,
    pub(super) text: String,
}

/// `textDocument/didOpen`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Opened {
    pub(super) text_document: OpenedTextDocument,
}

/// `textDocument/didSave`, `textDocument/didClose`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfText {
    pub(super) text_document: TextDocument,
}

/// A part of a text that is another now; all of it where there is no range.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// `textDocument/didChange`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    pub(super) text_document: VersionedTextDocument,
    pub(super) content_changes: Vec<Change>,
}

/// `textDocument/hover`, `textDocument/completion`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtPlace {
    pub(super) text_document: TextDocument,
    pub(super) position: Position,
}

/// The kinds of actions that are asked for; all where there is no list.
#[derive(Debug, Deserialize)]
pub(super) struct ActionContext {
    pub(super) only: Option<Vec<String>>,
}

/// `textDocument/codeAction`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionsFor {
    pub(super) text_document: TextDocument,
    pub(super) range: Range,
    pub(super) context: ActionContext,
}

/// `workspace/executeCommand`.
#[derive(Debug, Deserialize)]
pub(super) struct Command {
    pub(super) command: String,
    pub(super) arguments: Option<Vec<Value>>,
}
