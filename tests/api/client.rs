//! A client over TCP that knows as much of HTTP as it takes, and keeps no secret of what came back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use tests::Fault;

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    /// A header by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body.
    pub(super) fn json(&self) -> Result<Value, Fault> {
        serde_json::from_str(&self.body).map_err(|error| Fault::new(format!("{error} in {self:?}")))
    }

    /// The last part of a problem's type.
    pub(super) fn problem(&self) -> String {
        let kind = self.json().ok().and_then(|json| json["type"].as_str().map(str::to_owned)).unwrap_or_default();
        kind.rsplit(':').next().unwrap_or_default().to_owned()
    }

    /// The rules that were found, in order.
    pub(super) fn rules(&self) -> Result<Vec<String>, Fault> {
        let json = self.json()?;
        let findings = json["findings"].as_array().ok_or_else(|| Fault::new(format!("no findings: {self:?}")))?;
        Ok(findings.iter().map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned()).collect())
    }
}

/// Sends these bytes and reads the answer to its end.
pub(super) fn exchanged(address: &str, request: &[u8]) -> Result<Answer, Fault> {
    let mut stream = opened(address)?;
    stream.write_all(request)?;
    answer(stream)
}

/// A connection on which nothing is waited for without end.
pub(super) fn opened(address: &str) -> Result<TcpStream, Fault> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    Ok(stream)
}

/// Reads an answer.
pub(super) fn answer(stream: TcpStream) -> Result<Answer, Fault> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.ok_or_else(|| Fault::new(format!("this is no answer: `{line}`")))?;
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body)?;
    Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// A request as bytes.
pub(super) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    [text.as_bytes(), body].concat()
}
