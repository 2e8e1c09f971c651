//! The language server: SQL review in an editor.
//!
//! Not the review, which is on floor 0. One task owns the state; one thread reads what the editor says, one reviews.
//!
//! Invariant: no message ends it but `exit`, and nothing is shown that belongs to another version of a text.

mod actions;
mod answers;
mod complete;
mod document;
mod options;
mod place;
mod protocol;
mod ruling;
mod session;
mod show;
mod wire;
mod work;

use std::io::{BufReader, Write as _, stdin, stdout};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Instant;

use session::{End, Session};
use wire::Incoming;
use work::Reviewed;

use crate::output::{Exit, Failure};

/// Something that happened.
enum Event {
    /// The editor said something.
    Said(Incoming),
    /// The editor is gone.
    Gone,
    /// A review is done.
    Reviewed(Reviewed),
}

/// Serves one editor until it says `exit` or is gone.
pub(crate) fn serve() -> Result<Exit, Failure> {
    let (events, happened) = channel();
    let said = events.clone();
    thread::spawn(move || listen(&said));
    let jobs = work::start(events);
    let mut session = Session::new(jobs);
    loop {
        let event = match session.due() {
            None => happened.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => happened.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        let end = match event {
            Ok(Event::Said(incoming)) => session.take(incoming),
            Ok(Event::Reviewed(reviewed)) => {
                session.publish(reviewed);
                None
            }
            Err(RecvTimeoutError::Timeout) => None,
            Ok(Event::Gone) | Err(RecvTimeoutError::Disconnected) => Some(End::Gone),
        };
        session.begin_due();
        if say(&mut session).is_err() {
            return Err(gone());
        }
        match end {
            None => {}
            Some(End::Orderly) => return Ok(Exit::Done),
            Some(End::Sudden) => return Err(Failure::error("the editor said `exit` before `shutdown`")),
            Some(End::Gone) => return Err(gone()),
        }
    }
}

fn gone() -> Failure {
    Failure::error("the editor is gone: standard input or output was closed before `exit`")
        .hint("an editor starts this command; daemon/docs/editor.md tells how")
}

fn listen(events: &Sender<Event>) {
    let mut input = BufReader::new(stdin().lock());
    while let Ok(Some(incoming)) = wire::read(&mut input) {
        if events.send(Event::Said(incoming)).is_err() {
            return;
        }
    }
    // Nobody listens any more where the session ended first.
    let _ = events.send(Event::Gone);
}

/// Writes what the session has to say.
fn say(session: &mut Session) -> std::io::Result<()> {
    let mut out = stdout().lock();
    for message in session.said() {
        wire::write(&mut out, &message)?;
    }
    out.flush()
}
