//! An editor: starts the language server and speaks its protocol over pipes.
//!
//! It keeps the texts as an editor does, in UTF-16 units, and shares no code with the server.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Fault, Program};

/// How long the server may be silent before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server and what it said that nobody has asked for yet.
pub(super) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    said: Receiver<Value>,
    kept: VecDeque<Value>,
    next: i64,
}

impl Client {
    /// Starts a server; nothing is said yet.
    pub(super) fn start(program: &Program) -> Result<Self, Fault> {
        let mut command = Command::new(program.binary());
        command.args(["lsp", "--stdio"]).current_dir(program.home()).env("HOME", program.home());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (send, said) = channel();
        let output = child.stdout.take().ok_or_else(|| Fault::new("the server has no output"))?;
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Ok(Self { child, input, said, kept: VecDeque::new(), next: 0 })
    }

    /// Starts a server and shakes hands.
    pub(super) fn ready(program: &Program, folders: &[&Path], options: &Value) -> Result<Self, Fault> {
        let mut client = Self::start(program)?;
        let folders: Vec<_> = folders.iter().map(|path| json!({ "uri": uri(path), "name": "folder" })).collect();
        let workspace = json!({
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        });
        let params = json!({
            "processId": null, "rootUri": null, "workspaceFolders": folders, "initializationOptions": options,
            "capabilities": { "workspace": workspace },
        });
        let answer = client.ask("initialize", params)?;
        must(answer["capabilities"]["positionEncoding"] == "utf-16", "columns are UTF-16 units", &answer)?;
        client.tell("initialized", json!({}))?;
        Ok(client)
    }

    /// Sends bytes as they are.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let input = self.input.as_mut().ok_or_else(|| Fault::new("the pipe is closed"))?;
        input.write_all(bytes)?;
        Ok(input.flush()?)
    }

    fn write(&mut self, message: &Value) -> Result<(), Fault> {
        let body = message.to_string();
        self.send(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    }

    /// Tells something that has no answer.
    pub(super) fn tell(&mut self, method: &str, params: Value) -> Result<(), Fault> {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Asks and waits for the whole answer.
    pub(super) fn asked(&mut self, method: &str, params: Value) -> Result<Value, Fault> {
        self.next += 1;
        let id = self.next;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Asks and waits for the result.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Fault> {
        let answer = self.asked(method, params)?;
        match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => Err(Fault::new(format!("`{method}` was refused: {answer}"))),
        }
    }

    /// Waits for a message; what else comes is kept for later.
    pub(super) fn wait(&mut self, is_meant: impl Fn(&Value) -> bool) -> Result<Value, Fault> {
        if let Some(at) = self.kept.iter().position(&is_meant) {
            return self.kept.remove(at).ok_or_else(|| Fault::new("it was there"));
        }
        loop {
            let message = self
                .said
                .recv_timeout(PATIENCE)
                .map_err(|error| Fault::new(format!("the server did not say it: {error}; it said {:?}", self.kept)))?;
            if is_meant(&message) {
                return Ok(message);
            }
            self.kept.push_back(message);
        }
    }

    /// Waits for what is shown of a version of a text.
    pub(super) fn shown(&mut self, uri: &str, version: i32) -> Result<Vec<Value>, Fault> {
        let message = self.wait(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        })?;
        Ok(message["params"]["diagnostics"].as_array().cloned().unwrap_or_default())
    }

    /// How many messages of a method came that nobody asked for yet.
    pub(super) fn count(&self, method: &str) -> usize {
        self.kept.iter().filter(|message| message["method"] == method).count()
    }

    /// Opens a text.
    pub(super) fn open(&mut self, uri: &str, language: &str, text: &str) -> Result<(), Fault> {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }))
    }

    /// Changes parts of a text.
    pub(super) fn change(&mut self, uri: &str, version: i32, changes: Value) -> Result<(), Fault> {
        let document = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
    }

    /// What can be done at a place.
    pub(super) fn actions(&mut self, uri: &str, range: &Value, only: &[&str]) -> Result<Vec<Value>, Fault> {
        let context = match only {
            [] => json!({ "diagnostics": [] }),
            only => json!({ "diagnostics": [], "only": only }),
        };
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        Ok(self.ask("textDocument/codeAction", params)?.as_array().cloned().unwrap_or_default())
    }

    /// Closes the pipe to the server.
    pub(super) fn hang_up(&mut self) {
        self.input = None;
    }

    /// Waits for the end and gives the exit code.
    pub(super) fn ended(mut self) -> Result<i32, Fault> {
        Ok(self.child.wait()?.code().unwrap_or(-1))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended already, and there is nobody to tell here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The URI of a file whose name needs no escapes.
pub(super) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// Fails with what was there.
pub(super) fn must(holds: bool, what: &str, found: &Value) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(format!("{what}: {found:#}"))) }
}

/// A text after the edits of an action, made as an editor makes them.
pub(super) fn edited(text: &str, action: &Value) -> Result<String, Fault> {
    let change = &action["edit"]["documentChanges"][0];
    let mut edits: Vec<_> = change["edits"].as_array().cloned().unwrap_or_default();
    must(!edits.is_empty(), "the action has edits", action)?;
    edits.reverse();
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for edit in edits {
        let (start, end) = (unit(&units, &edit["range"]["start"])?, unit(&units, &edit["range"]["end"])?);
        units.splice(start..end, edit["newText"].as_str().unwrap_or_default().encode_utf16());
    }
    String::from_utf16(&units).map_err(|error| Fault::new(error.to_string()))
}

fn unit(units: &[u16], position: &Value) -> Result<usize, Fault> {
    let number = |key: &str| position[key].as_u64().and_then(|number| usize::try_from(number).ok());
    let (Some(line), Some(character)) = (number("line"), number("character")) else {
        return Err(Fault::new(format!("no position: {position}")));
    };
    let ends = units.iter().enumerate().filter(|(_, unit)| **unit == u16::from(b'\n')).map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(ends).nth(line);
    start.map(|start| start + character).ok_or_else(|| Fault::new(format!("no such line: {position}")))
}
