//! One session with an editor: what it said, and what it is told.
//!
//! Not the pipes. What is to be said is kept until it is asked for.
//!
//! Invariant: every request has one answer; a message that is wrong is told so and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Instant;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::actions::actions;
use super::answers::{explain, hover};
use super::complete::completions;
use super::document::Document;
use super::options::Options;
use super::place::{path_of, uri_of};
use super::protocol::{ActionsFor, AtPlace, Changed, Command, Id, OfText, Opened, Request};
use super::ruling::Rulings;
use super::show::{diagnostics, fault};
use super::wire::{Incoming, refusal};
use super::work::{Job, Reviewed};

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// `shutdown`, then `exit`.
    Orderly,
    /// `exit` alone.
    Sudden,
    /// Without a word.
    Gone,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Fresh,
    Ready,
    ShutDown,
}

/// A session.
pub(super) struct Session {
    phase: Phase,
    jobs: Sender<Job>,
    said: Vec<Value>,
    documents: BTreeMap<String, Open>,
    /// When the review of a text begins.
    due: BTreeMap<String, Instant>,
    rulings: Rulings,
    /// Policies whose faults are shown.
    faulty: BTreeSet<String>,
    is_versioned: bool,
    watches: bool,
}

/// An open text and the editor's name for its language.
struct Open {
    document: Document,
    language: String,
}

/// What a request is answered with: a result, or a code and a message.
type Answer = Result<Value, (i32, String)>;

impl Session {
    pub(super) fn new(jobs: Sender<Job>) -> Self {
        Self {
            phase: Phase::Fresh,
            jobs,
            said: Vec::new(),
            documents: BTreeMap::new(),
            due: BTreeMap::new(),
            rulings: Rulings::default(),
            faulty: BTreeSet::new(),
            is_versioned: false,
            watches: false,
        }
    }

    /// What is to be said, once.
    pub(super) fn said(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.said)
    }

    /// When there is something to do that nobody says.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due.values().min().copied()
    }

    /// Takes a message; the end, where it is one.
    pub(super) fn take(&mut self, incoming: Incoming) -> Option<End> {
        match incoming {
            Incoming::Answer => None,
            Incoming::Wrong(answer) => {
                self.said.push(answer);
                None
            }
            Incoming::Request(request) => self.request(request),
        }
    }

    fn request(&mut self, request: Request) -> Option<End> {
        let Request { id, method, params, .. } = request;
        match (id, method.as_str()) {
            (None, "exit") => {
                return Some(if self.phase == Phase::ShutDown { End::Orderly } else { End::Sudden });
            }
            (None, _) if self.phase != Phase::Ready => {}
            (None, method) => {
                if let Err(why) = self.notified(method, params) {
                    eprintln!("groundline: `{method}` is not understood: {why}");
                }
            }
            (Some(id), method) => {
                let answer = self.answer(method, params);
                self.reply(id, answer);
            }
        }
        None
    }

    fn reply(&mut self, id: Id, answer: Answer) {
        self.said.push(match answer {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err((code, message)) => refusal(id, code, &message),
        });
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.said.push(json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn answer(&mut self, method: &str, params: Value) -> Answer {
        match (self.phase, method) {
            (Phase::Fresh, "initialize") => Ok(self.initialize(&params)),
            (Phase::Fresh, _) => Err((-32002, "the first request is `initialize`".to_owned())),
            (Phase::ShutDown, _) => Err((-32600, "after `shutdown` only `exit` may come".to_owned())),
            (Phase::Ready, "initialize") => Err((-32600, "`initialize` comes once".to_owned())),
            (Phase::Ready, "shutdown") => {
                self.phase = Phase::ShutDown;
                self.due.clear();
                self.documents.values_mut().for_each(|open| open.document.give_up());
                Ok(Value::Null)
            }
            (Phase::Ready, "textDocument/hover") => {
                let at: AtPlace = wanted(params)?;
                Ok(self.settled(&at.text_document.uri).map_or(Value::Null, |open| hover(open, at.position)))
            }
            (Phase::Ready, "textDocument/codeAction") => {
                let params: ActionsFor = wanted(params)?;
                let is_versioned = self.is_versioned;
                let open = self.settled(&params.text_document.uri);
                Ok(open.map_or(Value::Null, |open| actions(open, &params, is_versioned).into()))
            }
            (Phase::Ready, "textDocument/completion") => {
                let at: AtPlace = wanted(params)?;
                let open = self.documents.get(&at.text_document.uri);
                Ok(open.map_or(Value::Null, |open| completions(&open.document, at.position).into()))
            }
            (Phase::Ready, "workspace/executeCommand") => self.execute(&wanted(params)?),
            (Phase::Ready, _) => Err((-32601, format!("`{}` is not served", short(method)))),
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.phase = Phase::Ready;
        let can = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        self.is_versioned = can("/capabilities/workspace/workspaceEdit/documentChanges");
        self.watches = can("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration");
        let listed = params["workspaceFolders"].as_array().map(Vec::as_slice).unwrap_or_default();
        self.rulings.folders = folders(listed);
        if self.rulings.folders.is_empty() {
            self.rulings.folders.extend(params["rootUri"].as_str().and_then(path_of));
        }
        self.set(&params["initializationOptions"]);
        json!({
            "serverInfo": { "name": "groundline", "version": env!("CARGO_PKG_VERSION") },
            "capabilities": {
                "positionEncoding": "utf-16",
                "textDocumentSync": { "openClose": true, "change": 2, "save": true },
                "hoverProvider": true,
                "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll.groundline"] },
                "completionProvider": { "triggerCharacters": [":", " "] },
                "executeCommandProvider": { "commands": ["groundline.explain"] },
                "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
            },
        })
    }

    /// Takes the editor's settings; wrong ones are told, and the usual ones hold.
    fn set(&mut self, value: &Value) {
        self.rulings.options = Options::parse(value).unwrap_or_else(|why| {
            self.tell("window/showMessage", json!({ "type": 1, "message": why }));
            Options::default()
        });
    }

    fn execute(&mut self, params: &Command) -> Answer {
        if params.command != "groundline.explain" {
            return Err((-32602, format!("there is no command `{}`", short(&params.command))));
        }
        let page = explain(params.arguments.as_deref().unwrap_or_default()).map_err(|why| (-32602, why))?;
        self.tell("window/showMessage", json!({ "type": 3, "message": page }));
        Ok(page.into())
    }

    fn notified(&mut self, method: &str, params: Value) -> Result<(), String> {
        match method {
            "initialized" => self.watch(),
            "textDocument/didOpen" => self.opened(told(params)?),
            "textDocument/didChange" => {
                self.changed(told(params)?)?;
            }
            "textDocument/didSave" => {
                let saved: OfText = told(params)?;
                self.due.insert(saved.text_document.uri, Instant::now());
            }
            "textDocument/didClose" => self.closed(&told(params)?),
            // Editors tell all sorts of settings; what is not ours leaves ours as they are.
            "workspace/didChangeConfiguration" => {
                if let Some(own) = params["settings"].get("groundline") {
                    self.set(own);
                    self.all_due();
                }
            }
            "workspace/didChangeWorkspaceFolders" => self.moved(&params["event"]),
            "workspace/didChangeWatchedFiles" => self.all_due(),
            // Whatever else an editor tells is of no use here.
            _ => {}
        }
        Ok(())
    }

    fn opened(&mut self, params: Opened) {
        let opened = params.text_document;
        let document = Document::new(&opened.text, opened.version);
        let open = Open { document, language: opened.language_id };
        if let Some(mut before) = self.documents.insert(opened.uri.clone(), open) {
            before.document.give_up();
        }
        self.due.insert(opened.uri, Instant::now());
    }

    fn changed(&mut self, params: Changed) -> Result<(), String> {
        let uri = params.text_document.uri;
        let open = self.documents.get_mut(&uri).ok_or("the text is not open")?;
        open.document.change(params.content_changes, params.text_document.version);
        self.due.insert(uri, Instant::now() + self.rulings.options.debounce());
        Ok(())
    }

    fn closed(&mut self, params: &OfText) {
        let uri = &params.text_document.uri;
        if let Some(mut open) = self.documents.remove(uri) {
            open.document.give_up();
            self.due.remove(uri);
            self.tell("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": [] }));
        }
    }

    /// Folders came or went.
    fn moved(&mut self, event: &Value) {
        let list = |key: &str| event[key].as_array().map(Vec::as_slice).unwrap_or_default();
        let gone = folders(list("removed"));
        self.rulings.folders.retain(|folder| !gone.contains(folder));
        self.rulings.folders.extend(folders(list("added")));
        self.all_due();
    }

    /// Asks to be told when the settings of a schema repo change.
    fn watch(&mut self) {
        if !self.watches {
            return;
        }
        let globs = ["**/groundline.toml", "**/targets/*.toml", "**/policies/**/*.toml"];
        let watchers: Vec<_> = globs.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let method = "workspace/didChangeWatchedFiles";
        let registration = json!({ "id": "settings", "method": method, "registerOptions": { "watchers": watchers } });
        self.said.push(json!({
            "jsonrpc": "2.0", "id": "groundline:watch", "method": "client/registerCapability",
            "params": { "registrations": [registration] },
        }));
    }

    fn all_due(&mut self) {
        let now = Instant::now();
        self.due.extend(self.documents.keys().map(|uri| (uri.clone(), now)));
    }

    /// Begins the reviews that are due.
    pub(super) fn begin_due(&mut self) {
        let now = Instant::now();
        let ready: Vec<_> = self.due.iter().filter(|(_, due)| **due <= now).map(|(uri, _)| uri.clone()).collect();
        for uri in ready {
            if let Some(job) = self.job(&uri) {
                // The thread that reviews lives as long as this one.
                let _ = self.jobs.send(job);
            }
        }
    }

    /// A review of a text as it is now, by the settings as they are now.
    fn job(&mut self, uri: &str) -> Option<Job> {
        self.due.remove(uri);
        let open = self.documents.get_mut(uri)?;
        open.document.give_up();
        let by = Arc::new(self.rulings.of(uri, &open.language));
        let (text, stop) = (Arc::clone(&open.document.text), Arc::clone(&open.document.stop));
        let job = Job { uri: uri.to_owned(), version: open.document.version, text, by, stop };
        self.show_faults(uri);
        Some(job)
    }

    /// The text with the findings of its present version, which are made now where there are none.
    fn settled(&mut self, uri: &str) -> Option<&Document> {
        let is_settled = {
            let document = &self.documents.get(uri)?.document;
            document.reviewed == Some(document.version)
        };
        if !is_settled
            && let Some(job) = self.job(uri)
            && let Some(reviewed) = job.made()
        {
            self.publish(reviewed);
        }
        self.documents.get(uri).map(|open| &open.document)
    }

    /// Shows what a review found, if the text is still the one that was reviewed.
    pub(super) fn publish(&mut self, reviewed: Reviewed) {
        let Some(open) = self.documents.get_mut(&reviewed.uri) else { return };
        let document = &mut open.document;
        if document.version != reviewed.version {
            return;
        }
        document.found = reviewed.found;
        document.reviewed = Some(reviewed.version);
        let shown = diagnostics(document);
        let params = json!({ "uri": reviewed.uri, "version": reviewed.version, "diagnostics": shown });
        self.tell("textDocument/publishDiagnostics", params);
    }

    /// Shows what is wrong with the policy of a text's schema repo, in the policy; and takes back what is wrong no longer.
    fn show_faults(&mut self, uri: &str) {
        let Some((root, faults)) = self.rulings.policy_faults(uri) else { return };
        let mut by_file: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for one in faults {
            let path = root.join(&one.path);
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            by_file.entry(uri_of(&path)).or_default().push(fault(&text, one));
        }
        let inside = uri_of(root);
        let mended = self.faulty.iter().filter(|shown| shown.starts_with(&inside) && !by_file.contains_key(*shown));
        let mended: Vec<_> = mended.cloned().collect();
        for uri in mended {
            self.faulty.remove(&uri);
            self.tell("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": [] }));
        }
        for (uri, diagnostics) in by_file {
            self.faulty.insert(uri.clone());
            self.tell("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": diagnostics }));
        }
    }
}

fn wanted<T: DeserializeOwned>(params: Value) -> Result<T, (i32, String)> {
    serde_json::from_value(params).map_err(|error| (-32602, error.to_string()))
}

/// The same of what has no answer.
fn told<T: DeserializeOwned>(params: Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

fn folders(list: &[Value]) -> Vec<PathBuf> {
    list.iter().filter_map(|folder| path_of(folder["uri"].as_str()?)).collect()
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
