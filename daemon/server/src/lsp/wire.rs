//! Messages on a pipe: a header with the length, then JSON.
//!
//! Not their meaning.
//!
//! Invariant: whatever bytes come, reading goes on behind them; no length that somebody claims is believed beyond a limit.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

use super::protocol::{Id, Request};

/// The longest message that is read.
const LONGEST: usize = 256 << 20;
/// The longest line of a header that is looked at in one piece.
const LONGEST_LINE: u64 = 64 << 10;
const LENGTH: &[u8] = b"content-length:";

/// What came.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A request, or a notification where there is no id.
    Request(Request),
    /// An answer to a request of ours.
    Answer,
    /// Nothing that can be understood; what to tell the sender.
    Wrong(Value),
}

/// Reads the next message; `None` at the end.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        // Garbage before a header, such as the rest of a message with a wrong length, is passed over.
        let line = line.trim_ascii_end().to_ascii_lowercase();
        let found = line.windows(LENGTH.len()).rposition(|window| window == LENGTH);
        if let Some(at) = found {
            let number = std::str::from_utf8(&line[at + LENGTH.len()..]).unwrap_or_default();
            length = number.trim().parse::<usize>().ok().filter(|length| *length <= LONGEST);
        } else if line.is_empty() && length.is_some() {
            break;
        }
    }
    let length = length.unwrap_or_default();
    let mut body = Vec::new();
    let count = input.by_ref().take(length as u64).read_to_end(&mut body)?;
    Ok((count == length).then(|| understood(&body)))
}

fn understood(body: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Incoming::Wrong(refusal(Id::Null, -32700, &format!("not JSON: {error}"))),
    };
    if value.get("method").is_none() && (value.get("result").is_some() || value.get("error").is_some()) {
        return Incoming::Answer;
    }
    let id = value.get("id").cloned().and_then(|id| serde_json::from_value(id).ok()).unwrap_or(Id::Null);
    match serde_json::from_value::<Request>(value) {
        Ok(request) if !request.method.is_empty() => Incoming::Request(request),
        Ok(_) => Incoming::Wrong(refusal(id, -32600, "not a request: it has no method")),
        Err(error) => Incoming::Wrong(refusal(id, -32600, &format!("not a request: {error}"))),
    }
}

/// The answer to a request that cannot be done.
pub(super) fn refusal(id: Id, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

/// Writes a message.
pub(super) fn write(out: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(out, "Content-Length: {}\r\n\r\n{body}", body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn methods(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut found = Vec::new();
        while let Some(incoming) = read(&mut input).expect("memory does not fail") {
            found.push(match incoming {
                Incoming::Request(request) => request.method,
                Incoming::Answer => "an answer".to_owned(),
                Incoming::Wrong(answer) => answer["error"]["code"].to_string(),
            });
        }
        found
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_stands_between_messages_is_passed_over() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"a"}"#);
        let bad = [
            "",
            "\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "Content-Length: x\r\n\r\n",
            "Content-Length: 99999999999999999999\r\n\r\n",
            "Content-Length: -1\r\n\r\n{}",
            "content-type: text\r\n",
            "{\"jsonrpc\":\"2.0\"}",
        ];
        for bad in bad {
            assert_eq!(methods(format!("{bad}{good}{bad}{good}").as_bytes()), ["a", "a"], "{bad:?}");
        }
    }

    #[test]
    fn what_is_no_request_is_answered() {
        for (body, code) in [("{", "-32700"), ("\u{0}", "-32700"), ("[]", "-32600"), ("{\"method\":1}", "-32600")] {
            let text = format!("{}{}", framed(body), framed(r#"{"jsonrpc":"2.0","id":1,"result":null}"#));
            assert_eq!(methods(text.as_bytes()), [code, "an answer"], "{body}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(methods(framed(&deep).as_bytes()), ["-32700"]);
    }

    #[test]
    fn a_message_that_is_cut_off_is_the_end() {
        assert!(methods(b"Content-Length: 100\r\n\r\n{\"jsonrpc\":").is_empty());
    }
}
