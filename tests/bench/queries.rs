//! What a program asks of a PostgreSQL server, counted by a wire that reads along: one for each text or prepared statement
//! that is sent, so one a round trip.

use std::io::{Read, Write, copy};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tests::Fault;

/// `SSLRequest` and `GSSENCRequest`: asked before a session begins, and asked again in the clear.
const IN_CLEAR: [u32; 2] = [80_877_103, 80_877_104];

/// A wire to a server of this machine, and what went through it.
#[derive(Debug)]
pub(crate) struct Queries {
    port: u16,
    count: Arc<AtomicUsize>,
}

impl Queries {
    /// A wire to that port.
    pub(crate) fn to(server: u16) -> Result<Self, Fault> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let Ok(far) = TcpStream::connect(("127.0.0.1", server)) else { return };
                let counted = Arc::clone(&counted);
                thread::spawn(move || carry(&near, &far, &counted));
            }
        });
        Ok(Self { port, count })
    }

    /// The port that the program connects to.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many were asked since the last time.
    pub(crate) fn taken(&self) -> usize {
        self.count.swap(0, Ordering::SeqCst)
    }
}

/// Carries both ways until one side ends.
fn carry(near: &TcpStream, far: &TcpStream, count: &AtomicUsize) {
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut from, mut to) = (far, near);
            drop(copy(&mut from, &mut to));
            drop(near.shutdown(Shutdown::Both));
        });
        drop(ask(near, far, count));
        drop(far.shutdown(Shutdown::Both));
    });
}

/// Carries what the program says, message by message.
fn ask(mut near: &TcpStream, mut far: &TcpStream, count: &AtomicUsize) -> std::io::Result<()> {
    loop {
        let mut head = [0; 8];
        near.read_exact(&mut head)?;
        far.write_all(&head)?;
        let [length, code] = [0, 4].map(|at| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]));
        copy(&mut near.take(u64::from(length.saturating_sub(8))), &mut far)?;
        if !IN_CLEAR.contains(&code) {
            break;
        }
    }
    loop {
        let mut head = [0; 5];
        near.read_exact(&mut head)?;
        if matches!(head[0], b'Q' | b'E') {
            count.fetch_add(1, Ordering::SeqCst);
        }
        far.write_all(&head)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        copy(&mut near.take(u64::from(length.saturating_sub(4))), &mut far)?;
    }
}
