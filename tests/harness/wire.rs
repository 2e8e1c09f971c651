//! The wire between a program and a server, which can be cut: a TCP proxy on a port of its own.
//!
//! Invariant: what was sent before a cut is either delivered or not, as on a real wire; nothing is made up.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Fault;

/// A wire to a server on this machine.
#[derive(Debug)]
pub struct Wire {
    port: u16,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    is_cut: AtomicBool,
    ended: AtomicBool,
    open: Mutex<Vec<Connection>>,
    /// The server's ends of connections whose program's end is cut.
    half: Mutex<Vec<TcpStream>>,
}

/// Both ends of a connection.
#[derive(Debug)]
struct Connection {
    near: TcpStream,
    far: TcpStream,
    /// Whether the server does not learn that the program's end is gone.
    is_held: Arc<AtomicBool>,
}

impl Wire {
    /// A wire to that port.
    ///
    /// # Errors
    /// No port is free.
    pub fn to(server: u16) -> Result<Self, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if shared.ended.load(Ordering::SeqCst) {
                    return;
                }
                // While it is cut, and while the server is down, a connection ends before a word is said.
                if shared.is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                if let Ok(far) = TcpStream::connect(("127.0.0.1", server)) {
                    shared.connect(near, far);
                }
            }
        });
        Ok(Self { port, state })
    }

    /// The port that the program connects to.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every connection at both ends, and lets none through.
    pub fn cut(&self) {
        self.state.is_cut.store(true, Ordering::SeqCst);
        for one in self.state.open().drain(..) {
            // It may be closed already, and that is all that is wanted.
            let _ = (one.near.shutdown(Shutdown::Both), one.far.shutdown(Shutdown::Both));
        }
    }

    /// Cuts every connection at the program's end; the server goes on as if it were there. What comes now goes through.
    pub fn cut_near(&self) {
        for one in self.state.open().drain(..) {
            one.is_held.store(true, Ordering::SeqCst);
            let _ = one.near.shutdown(Shutdown::Both);
            self.state.half().push(one.far);
        }
    }

    /// Lets the server notice what `cut_near` cut.
    pub fn let_go(&self) {
        for far in self.state.half().drain(..) {
            let _ = far.shutdown(Shutdown::Both);
        }
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.state.is_cut.store(false, Ordering::SeqCst);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.cut();
        self.let_go();
        self.state.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn open(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn half(&self) -> MutexGuard<'_, Vec<TcpStream>> {
        self.half.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self, near: TcpStream, far: TcpStream) {
        let is_held = Arc::new(AtomicBool::new(false));
        let held = is_held.clone();
        let ways = [(near.try_clone(), far.try_clone(), held), (far.try_clone(), near.try_clone(), Arc::default())];
        for (from, to, is_held) in ways {
            if let (Ok(from), Ok(to)) = (from, to) {
                std::thread::spawn(move || forward(from, &to, &is_held));
            }
        }
        self.open().push(Connection { near, far, is_held });
    }
}

/// Passes on what comes; the end of one side is the end of the other, unless that is held back.
fn forward(mut from: TcpStream, mut to: &TcpStream, is_held: &AtomicBool) {
    let mut bytes = [0_u8; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    if !is_held.load(Ordering::SeqCst) {
        let _ = to.shutdown(Shutdown::Both);
    }
}
