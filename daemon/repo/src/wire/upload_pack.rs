//! The conversation with `git-upload-pack`: what is there, and the objects that we lack.
//!
//! Not a transport: sockets, TLS and programs are beside it. It speaks protocol version 0, which every server knows, and
//! asks for one commit in one round: it names what it has and says `done`. Invariant: nothing of a server's answer is
//! trusted further than its form; whether the objects are sound is for the mirror to find out.

use std::collections::BTreeSet;

use git2::Oid;

use crate::names::Reference;
use crate::source_error::{Fault, said};
use crate::wire::pkt::{Pkt, PktReader, pkt};

/// How many references are kept to be offered where the wanted one is missing.
const OFFERED: usize = 5;

/// What a remote says it has.
#[derive(Debug, Default)]
pub(crate) struct Advertisement {
    /// Where the wanted reference points: a commit or a tag object.
    pub(crate) tip: Option<Oid>,
    /// Some references that are there, branches first.
    pub(crate) present: Vec<String>,
    capabilities: BTreeSet<String>,
}

/// Reads the references up to the end of their section, looking for one.
pub(crate) async fn advertisement(reader: &mut PktReader, wanted: &Reference) -> Result<Advertisement, Fault> {
    let mut found = Advertisement::default();
    let mut first = true;
    loop {
        let line = match reader.next().await? {
            None => return Err(Fault::broken("it closed the connection without an answer")),
            Some(Pkt::Flush) => break,
            Some(Pkt::Line(line)) => line,
        };
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        if first && line == b"version 1" {
            continue;
        }
        found.line(line, first, wanted)?;
        first = false;
    }
    found.present.sort_by_key(|name| (!name.starts_with("refs/heads/"), name.clone()));
    found.present.truncate(OFFERED);
    Ok(found)
}

impl Advertisement {
    fn line(&mut self, line: &[u8], first: bool, wanted: &Reference) -> Result<(), Fault> {
        if let Some(words) = line.strip_prefix(b"ERR ") {
            return Err(Fault::said(words));
        }
        if line.starts_with(b"shallow ") {
            return Err(Fault::protocol("it is a shallow clone, whose history is not complete"));
        }
        let (reference, capabilities) = match first.then(|| line.iter().position(|b| *b == 0)).flatten() {
            Some(nul) => (&line[..nul], &line[nul + 1..]),
            None => (line, &[][..]),
        };
        self.capabilities.extend(String::from_utf8_lossy(capabilities).split(' ').map(str::to_owned));
        self.reference(&String::from_utf8_lossy(reference), wanted)
    }

    fn reference(&mut self, line: &str, wanted: &Reference) -> Result<(), Fault> {
        let (id, name) = line.split_once(' ').ok_or_else(|| Fault::protocol("a reference has no name"))?;
        if id.len() == 64 || self.capabilities.contains("object-format=sha256") {
            return Err(Fault::protocol("it uses SHA-256 object ids, which are not supported yet"));
        }
        let id: Oid = Some(id)
            .filter(|id| id.len() == 40)
            .and_then(|id| Oid::from_str(id).ok())
            .ok_or_else(|| Fault::protocol("a reference has no object id"))?;
        if name == wanted.as_str() {
            self.tip = Some(id);
        }
        let worth_offering = name.starts_with("refs/") && !name.ends_with("^{}");
        let room = self.present.len() < OFFERED || name.starts_with("refs/heads/") && self.present.len() < 64;
        if worth_offering && room {
            self.present.push(said(name.as_bytes()));
        }
        Ok(())
    }

    /// Writes the request for one object and what it needs, given commits that we have with all their history.
    pub(crate) fn request(&self, want: Oid, haves: &[Oid]) -> Result<Vec<u8>, Fault> {
        if !self.capabilities.contains("side-band-64k") {
            return Err(Fault::protocol("it is too old: it cannot send side-band-64k"));
        }
        let useful = ["multi_ack_detailed", "side-band-64k", "thin-pack", "ofs-delta", "no-progress"];
        let common: Vec<_> = useful.into_iter().filter(|c| self.capabilities.contains(*c)).collect();
        let mut request =
            pkt(&format!("want {want} {} agent=groundline/{}\n", common.join(" "), env!("CARGO_PKG_VERSION")));
        request.push_str("0000");
        haves.iter().for_each(|have| request.push_str(&pkt(&format!("have {have}\n"))));
        request.push_str(&pkt("done\n"));
        Ok(request.into_bytes())
    }
}

/// Reads the next piece of the pack; nothing at its end.
pub(crate) async fn pack_piece(reader: &mut PktReader) -> Result<Option<Vec<u8>>, Fault> {
    loop {
        let line = match reader.next().await? {
            None => return Err(Fault::broken("the pack was cut short")),
            Some(Pkt::Flush) => return Ok(None),
            Some(Pkt::Line(line)) => line,
        };
        match line.split_first() {
            Some((1, piece)) if !piece.is_empty() => return Ok(Some(piece.to_vec())),
            Some((1 | 2, _)) => {}
            Some((3, words)) => return Err(Fault::said(words)),
            _ if line.starts_with(b"ACK ") || line.starts_with(b"NAK") => {}
            _ => match line.strip_prefix(b"ERR ") {
                Some(words) => return Err(Fault::said(words)),
                None => return Err(Fault::protocol("it sent something that is no pack")),
            },
        }
    }
}
