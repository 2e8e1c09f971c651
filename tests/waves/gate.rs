//! A gate: a small HTTP server that answers as it was last told, and keeps what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tests::Fault;

/// A gate, closed until it is opened.
pub(super) struct Gate {
    port: u16,
    is_open: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Gate {
    pub(super) fn closed() -> Result<Self, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let gate = Self {
            port: listener.local_addr()?.port(),
            is_open: Arc::new(AtomicBool::new(false)),
            asked: Arc::new(Mutex::new(Vec::new())),
        };
        let (is_open, asked) = (gate.is_open.clone(), gate.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Ok(request) = answer(stream, is_open.load(Ordering::SeqCst)) {
                    asked.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                }
            }
        });
        Ok(gate)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/go?key=hush", self.port)
    }

    pub(super) fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }

    /// The last request: its line and its body.
    pub(super) fn last(&self) -> String {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).last().cloned().unwrap_or_default()
    }
}

fn answer(mut stream: TcpStream, is_open: bool) -> Result<String, Fault> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let code = if is_open { "204 No Content" } else { "503 Service Unavailable" };
    write!(stream, "HTTP/1.1 {code}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    Ok(format!("{}\n{}", first.trim(), String::from_utf8_lossy(&body)))
}
