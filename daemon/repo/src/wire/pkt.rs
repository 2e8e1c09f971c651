//! Git's packet lines, read from any stream of bytes.
//!
//! Not the meaning of a line. Invariant: a stream that is silent for longer than the caller's patience is an error, and so
//! is one that ends inside a line; memory is bounded by one line and one chunk.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::source_error::Fault;

/// How much is read from a pipe at once.
const CHUNK: usize = 64 * 1024;

/// Where bytes come from.
pub(crate) enum Bytes {
    /// The body of an HTTP response, with the task that drives its connection.
    Body {
        /// The body.
        body: Incoming,
        /// Ends with the body's owner.
        _connection: JoinSet<()>,
    },
    /// A socket or a program's output.
    Pipe(Box<dyn AsyncRead + Send + Unpin>),
}

/// One packet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pkt {
    /// The end of a section.
    Flush,
    /// A line, as it came.
    Line(Vec<u8>),
}

/// Reads packets.
pub(crate) struct PktReader {
    from: Bytes,
    patience: Duration,
    buffer: Vec<u8>,
    used: usize,
}

impl Bytes {
    pub(super) async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        match self {
            Self::Body { body, .. } => loop {
                match body.frame().await {
                    None => return Ok(None),
                    Some(Err(error)) => return Err(Fault::broken(error)),
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) if !data.is_empty() => return Ok(Some(data.to_vec())),
                        _ => {}
                    },
                }
            },
            Self::Pipe(pipe) => {
                let mut chunk = vec![0; CHUNK];
                let read = pipe.read(&mut chunk).await.map_err(Fault::broken)?;
                chunk.truncate(read);
                Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
            }
        }
    }
}

impl PktReader {
    pub(crate) fn new(from: Bytes, patience: Duration) -> Self {
        Self { from, patience, buffer: Vec::new(), used: 0 }
    }

    /// Reads the next packet; nothing where the stream ends between two.
    pub(crate) async fn next(&mut self) -> Result<Option<Pkt>, Fault> {
        if !self.fill(4).await? {
            return match self.buffer.len() == self.used {
                true => Ok(None),
                false => Err(cut_short()),
            };
        }
        let length = str::from_utf8(self.take(4)).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        match length {
            Some(0) => Ok(Some(Pkt::Flush)),
            Some(length) if length >= 4 => match self.fill(length - 4).await? {
                true => Ok(Some(Pkt::Line(self.take(length - 4).to_vec()))),
                false => Err(cut_short()),
            },
            _ => Err(Fault::protocol("a packet has no length")),
        }
    }

    /// Reads until so many bytes are at hand; false when the stream ends before.
    async fn fill(&mut self, wanted: usize) -> Result<bool, Fault> {
        while self.buffer.len() - self.used < wanted {
            self.buffer.drain(..self.used);
            self.used = 0;
            let chunk = timeout(self.patience, self.from.chunk()).await.map_err(|_| Fault::silent(self.patience))??;
            match chunk {
                Some(chunk) => self.buffer.extend_from_slice(&chunk),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn take(&mut self, count: usize) -> &[u8] {
        let start = self.used;
        self.used += count;
        &self.buffer[start..self.used]
    }
}

/// Writes one line as a packet.
pub(crate) fn pkt(line: &str) -> String {
    format!("{:04x}{line}", line.len() + 4)
}

fn cut_short() -> Fault {
    Fault::broken("the answer was cut short")
}
