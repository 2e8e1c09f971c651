//! Remotes: asked where a reference points, and for the objects that we lack.
//!
//! Not the mirror that keeps the objects. libgit2's own transports are not used: they would bring a second TLS stack or
//! a bridge that any local process could talk to; see `docs/decisions/git-transports.md`. Invariant: a conversation
//! that is dropped leaves neither a connection nor a process behind.

mod base64;
mod document;
mod pkt;
mod program;
mod tls;
mod upload_pack;
mod web;

use git2::Oid;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub use document::{DocumentError, read_document};

use crate::access::Access;
use crate::location::{Remote, Scheme};
use crate::names::Reference;
use crate::source_error::{Fault, SourceError};
use pkt::{Bytes, Pkt, PktReader, pkt};
use program::Program;
use upload_pack::Advertisement;
use web::Web;

pub use tls::{TrustError, trusting};

/// The port of `git daemon`.
const GIT_PORT: u16 = 9418;

/// A remote that has said what it has.
pub(crate) struct Conversation {
    remote: Remote,
    access: Access,
    via: Via,
    there: Advertisement,
    /// Where the reference points: a commit or a tag object.
    pub(crate) tip: Oid,
}

enum Via {
    Web(Box<Web>),
    Pipe(Box<Pipe>),
}

/// A two-way stream, and the program behind it if there is one.
struct Pipe {
    reader: PktReader,
    writer: Box<dyn AsyncWrite + Send + Unpin>,
    program: Option<Program>,
}

/// A pack on its way.
pub(crate) struct Pack {
    remote: Remote,
    access: Access,
    reader: PktReader,
    program: Option<Program>,
    taken: u64,
}

/// Asks a remote where a reference points; transfers nothing else.
pub(crate) async fn ask(remote: &Remote, access: &Access, reference: &Reference) -> Result<Conversation, SourceError> {
    let opened = match remote.scheme {
        Scheme::Http | Scheme::Https => ask_web(remote, access, reference).await,
        Scheme::Ssh => ask_program(remote, access, reference).await,
        Scheme::Git => ask_daemon(remote, access, reference).await,
        Scheme::File => Err(Fault::protocol("a file URL is read without a server")),
    };
    let (via, there) = opened.map_err(|fault| fault.at(remote, access))?;
    let tip = match (there.tip, there.present.is_empty()) {
        (Some(tip), _) => tip,
        (None, true) => return Err(SourceError::Empty { remote: remote.to_string() }),
        (None, false) => {
            let present = there.present;
            return Err(SourceError::MissingReference {
                reference: reference.clone(),
                remote: remote.to_string(),
                present,
            });
        }
    };
    Ok(Conversation { remote: remote.clone(), access: access.clone(), via, there, tip })
}

async fn ask_web(remote: &Remote, access: &Access, reference: &Reference) -> Result<(Via, Advertisement), Fault> {
    let mut web = Web::new(remote, access).await?;
    let mut reader = PktReader::new(web.discover().await?, access.patience);
    match (reader.next().await?, reader.next().await?) {
        (Some(Pkt::Line(service)), Some(Pkt::Flush)) if service.starts_with(b"# service=git-upload-pack") => {}
        _ => return Err(Fault::protocol("it does not announce git-upload-pack")),
    }
    let there = upload_pack::advertisement(&mut reader, reference).await?;
    Ok((Via::Web(Box::new(web)), there))
}

async fn ask_program(remote: &Remote, access: &Access, reference: &Reference) -> Result<(Via, Advertisement), Fault> {
    let (output, input, program) = program::start(remote, access)?;
    let mut reader = PktReader::new(Bytes::Pipe(Box::new(output)), access.patience);
    match upload_pack::advertisement(&mut reader, reference).await {
        Ok(there) => Ok((Via::Pipe(Box::new(Pipe { reader, writer: Box::new(input), program: Some(program) })), there)),
        Err(fault) => {
            drop(input);
            Err(program.explain(fault).await)
        }
    }
}

async fn ask_daemon(remote: &Remote, access: &Access, reference: &Reference) -> Result<(Via, Advertisement), Fault> {
    let port = remote.port.unwrap_or(GIT_PORT);
    let connecting = timeout(access.patience, TcpStream::connect((remote.host.as_str(), port)));
    let stream = connecting.await.map_err(|_| Fault::silent(access.patience))?.map_err(Fault::broken)?;
    let (output, mut input) = stream.into_split();
    let hello = pkt(&format!("git-upload-pack {}\0host={}:{port}\0", remote.path, remote.host));
    input.write_all(hello.as_bytes()).await.map_err(Fault::broken)?;
    let mut reader = PktReader::new(Bytes::Pipe(Box::new(output)), access.patience);
    let there = upload_pack::advertisement(&mut reader, reference).await?;
    Ok((Via::Pipe(Box::new(Pipe { reader, writer: Box::new(input), program: None })), there))
}

impl Conversation {
    /// Ends the conversation without fetching.
    pub(crate) async fn close(self) {
        if let Via::Pipe(pipe) = self.via {
            let mut pipe = *pipe;
            let polite = pipe.writer.write_all(b"0000").await.is_ok() && pipe.writer.shutdown().await.is_ok();
            drop(pipe.writer);
            if let (true, Some(program)) = (polite, pipe.program) {
                program.end().await;
            }
        }
    }

    /// Asks for what the tip needs beyond commits that we have.
    pub(crate) async fn fetch(self, haves: &[Oid]) -> Result<Pack, SourceError> {
        let (remote, access) = (self.remote, self.access);
        let opened = match self.there.request(self.tip, haves) {
            Ok(request) => open(self.via, request, &access).await,
            Err(fault) => Err(fault),
        };
        match opened {
            Ok((reader, program)) => Ok(Pack { remote, access, reader, program, taken: 0 }),
            Err(fault) => Err(fault.at(&remote, &access)),
        }
    }
}

async fn open(via: Via, request: Vec<u8>, access: &Access) -> Result<(PktReader, Option<Program>), Fault> {
    match via {
        Via::Web(web) => Ok((PktReader::new(web.request(request).await?, access.patience), None)),
        Via::Pipe(mut pipe) => {
            let sending = timeout(access.patience, pipe.writer.write_all(&request));
            sending.await.map_err(|_| Fault::silent(access.patience))?.map_err(Fault::broken)?;
            pipe.writer.flush().await.map_err(Fault::broken)?;
            Ok((pipe.reader, pipe.program))
        }
    }
}

impl Pack {
    /// Returns the next piece; nothing at the end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        let fault = match upload_pack::pack_piece(&mut self.reader).await {
            Ok(None) => return Ok(None),
            Ok(Some(piece)) => {
                self.taken += piece.len() as u64;
                match self.taken > self.access.largest_fetch {
                    true => Fault::TooLarge,
                    false => return Ok(Some(piece)),
                }
            }
            Err(fault) => fault,
        };
        let fault = match self.program.take() {
            Some(program) => program.explain(fault).await,
            None => fault,
        };
        Err(fault.at(&self.remote, &self.access))
    }
}
