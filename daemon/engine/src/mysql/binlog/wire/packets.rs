//! Packets: a stream cut into numbered frames, of which several make one packet when it is long.
//!
//! Not what the packets say. Invariant: all that is known is kept here, so that a wait may be dropped at any time and asked
//! again; sending is the exception. What is skipped is never held as a whole.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::socket::Socket;
use crate::{Error, Result};

/// What a frame bears at most; one of this length is followed by another of the same packet.
const LONGEST_FRAME: usize = 0xFF_FFFF;
const FRAME_HEADER: usize = 4;
/// How much of a packet is seen before it is taken.
const HEAD: usize = 64;
const BUFFER: usize = 256 * 1024;
/// Room that is given back after a long packet.
const LARGE_BUFFER: usize = 4 * 1024 * 1024;

/// A connection, packet by packet.
pub(super) struct Packets {
    pub(super) socket: Socket,
    buffer: Vec<u8>,
    /// What was received and not used: `buffer[start..end]`.
    start: usize,
    end: usize,
    skipped: Skipped,
    /// The number of the next frame that is sent.
    sequence: u8,
    silence: Option<Duration>,
}

/// What is still to be left out.
#[derive(Clone, Copy, Default)]
struct Skipped {
    bytes: usize,
    /// Whether another frame of the same packet comes after it.
    goes_on: bool,
}

impl Packets {
    pub(super) fn new(socket: Socket) -> Self {
        let skipped = Skipped::default();
        Self { socket, buffer: vec![0; BUFFER], start: 0, end: 0, skipped, sequence: 0, silence: None }
    }

    /// Takes a connection as lost when nothing comes for so long.
    pub(super) fn limit_silence(&mut self, silence: Duration) {
        self.silence = Some(silence);
    }

    /// Whether everything received was used: what TLS demands before it starts.
    pub(super) fn is_drained(&self) -> bool {
        self.start == self.end
    }

    /// The first bytes of the next packet, which stays the next.
    pub(super) async fn head(&mut self) -> Result<&[u8]> {
        self.finish_skip().await?;
        loop {
            let received = &self.buffer[self.start..self.end];
            if let Some((length, body)) = frame(received) {
                let wanted = length.min(HEAD);
                if body.len() >= wanted {
                    let start = self.start + FRAME_HEADER;
                    let end = start + length.min(self.end - start);
                    return Ok(&self.buffer[start..end]);
                }
            }
            self.receive().await?;
        }
    }

    /// The next packet, whole.
    pub(super) async fn take(&mut self) -> Result<&[u8]> {
        self.finish_skip().await?;
        loop {
            match packet(&self.buffer[self.start..self.end]) {
                Some(frames) => return Ok(self.consume(frames)),
                None => self.receive().await?,
            }
        }
    }

    /// Joins the frames of the next packet, and gives it.
    fn consume(&mut self, frames: Frames) -> &[u8] {
        let start = self.start;
        self.start += frames.bytes;
        self.sequence = self.buffer[self.start - frames.last - FRAME_HEADER + 3].wrapping_add(1);
        if frames.bytes == FRAME_HEADER + frames.last {
            return &self.buffer[start + FRAME_HEADER..self.start];
        }
        let (mut from, mut to) = (start, start);
        loop {
            let length = frame(&self.buffer[from..self.end]).map_or(0, |(length, _)| length);
            let body = from + FRAME_HEADER;
            self.buffer.copy_within(body..body + length, to);
            (from, to) = (body + length, to + length);
            if from >= self.start {
                return &self.buffer[start..to];
            }
        }
    }

    /// Leaves out the next packet, whose head was seen.
    pub(super) fn skip(&mut self) {
        let length = frame(&self.buffer[self.start..self.end]).map_or(0, |(length, _)| length);
        self.skipped = Skipped { bytes: FRAME_HEADER + length, goes_on: length == LONGEST_FRAME };
        self.skip_received();
    }

    fn skip_received(&mut self) {
        let now = self.skipped.bytes.min(self.end - self.start);
        self.start += now;
        self.skipped.bytes -= now;
    }

    async fn finish_skip(&mut self) -> Result<()> {
        while self.skipped.bytes > 0 || self.skipped.goes_on {
            self.skip_received();
            if self.skipped.bytes == 0 {
                if !self.skipped.goes_on {
                    break;
                }
                if frame(&self.buffer[self.start..self.end]).is_some() {
                    self.skip();
                    continue;
                }
            }
            self.receive().await?;
        }
        Ok(())
    }

    /// Waits for more.
    async fn receive(&mut self) -> Result<()> {
        self.make_room();
        let reading = self.socket.read(&mut self.buffer[self.end..]);
        let read = match self.silence {
            None => reading.await,
            Some(silence) => match tokio::time::timeout(silence, reading).await {
                Ok(read) => read,
                Err(_) => return Err(lost(format!("the server was silent for {} s", silence.as_secs()))),
            },
        };
        match read {
            Ok(0) => Err(lost("the server closed it".to_owned())),
            Ok(count) => {
                self.end += count;
                Ok(())
            }
            Err(cause) => Err(lost(cause.to_string())),
        }
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            if self.buffer.len() > LARGE_BUFFER {
                self.buffer = vec![0; BUFFER];
            }
        }
        if self.end < self.buffer.len() {
            return;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end > self.buffer.len() / 2 {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
    }

    /// Sends a command, which starts an exchange.
    pub(super) async fn send_command(&mut self, command: &[u8]) -> Result<()> {
        self.sequence = 0;
        self.send(command).await
    }

    /// Sends a packet that answers one. Ours are short.
    pub(super) async fn send(&mut self, body: &[u8]) -> Result<()> {
        let Some(length) = u32::try_from(body.len()).ok().filter(|length| (*length as usize) < LONGEST_FRAME) else {
            return Err(lost("a packet is too long to be sent".to_owned()));
        };
        let mut frame = length.to_le_bytes().to_vec();
        frame[3] = self.sequence;
        frame.extend(body);
        self.sequence = self.sequence.wrapping_add(1);
        let sent = async {
            self.socket.write_all(&frame).await?;
            self.socket.flush().await
        };
        sent.await.map_err(|cause| lost(cause.to_string()))
    }
}

fn lost(reason: String) -> Error {
    Error::ConnectionLost { reason }
}

/// A length, and what there is of the body and of all that follows.
fn frame(received: &[u8]) -> Option<(usize, &[u8])> {
    let (header, body) = received.split_first_chunk::<FRAME_HEADER>()?;
    Some((u32::from_le_bytes([header[0], header[1], header[2], 0]) as usize, body))
}

/// The extent of a whole packet.
struct Frames {
    /// With all headers.
    bytes: usize,
    /// The body of the last frame.
    last: usize,
}

fn packet(received: &[u8]) -> Option<Frames> {
    let mut bytes = 0;
    loop {
        let (last, body) = frame(&received[bytes..])?;
        if body.len() < last {
            return None;
        }
        bytes += FRAME_HEADER + last;
        if last < LONGEST_FRAME {
            return Some(Frames { bytes, last });
        }
    }
}
