//! Brings a remote's objects into its mirror: asks first, transfers only what moved.
//!
//! Not the judge of what is followed. Invariant: dropped at any point it leaves the mirror as it was.

use git2::{Oid, Repository as Git};
use tokio::sync::mpsc;

use crate::access::Access;
use crate::location::{Remote, Scheme};
use crate::mirror::{Mirror, Pour};
use crate::names::{Reference, Revision};
use crate::repository::Repository;
use crate::source::blocking;
use crate::source_error::{Fault, SourceError};
use crate::wire;

/// How many pieces of a pack may wait for the disk.
const WAITING: usize = 16;

/// A part of a pack on its way from the network to the disk; a channel that closes without an end was cut.
enum Part {
    Piece(Vec<u8>),
    End,
}

/// Brings the mirror up to the remote and returns the commit at the reference.
pub(crate) async fn bring(
    mirror: &Mirror,
    remote: &Remote,
    access: &Access,
    reference: &Reference,
) -> Result<Revision, SourceError> {
    let tip = match remote.scheme {
        Scheme::File => copy(mirror, remote, reference).await?,
        _ => transfer(mirror, remote, access, reference).await?,
    };
    let (path, name) = (mirror.path.clone(), tip.to_string());
    let peeled = blocking(move || Git::open(path)?.find_object(tip, None)?.peel_to_commit().map(|c| c.id())).await?;
    let no_commit = |_| Fault::protocol(format!("{reference} is no commit but {name}")).at(remote, access);
    peeled.map(Revision::from).map_err(no_commit)
}

/// Fetches over the network and returns what the reference points to, which may be a tag.
async fn transfer(
    mirror: &Mirror,
    remote: &Remote,
    access: &Access,
    reference: &Reference,
) -> Result<Oid, SourceError> {
    let conversation = wire::ask(remote, access, reference).await?;
    let tip = conversation.tip;
    let here = mirror.clone();
    let (known, haves) = blocking(move || Ok::<_, SourceError>((here.has(tip)?, here.haves()?))).await??;
    if known {
        conversation.close().await;
        return Ok(tip);
    }
    let mut pack = conversation.fetch(&haves).await?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let here = mirror.clone();
    let installing = blocking(move || here.install(tip, |pour| drain(receiver, pour)));
    let receiving = async move {
        while let Some(piece) = pack.piece().await? {
            if sender.send(Part::Piece(piece)).await.is_err() {
                return Ok(());
            }
        }
        let _ = sender.send(Part::End).await;
        Ok(())
    };
    let (received, installed): (Result<(), SourceError>, _) = tokio::join!(receiving, installing);
    received?;
    installed??;
    Ok(tip)
}

fn drain(mut parts: mpsc::Receiver<Part>, pour: &mut Pour<'_>) -> Result<(), SourceError> {
    loop {
        match parts.blocking_recv() {
            Some(Part::Piece(piece)) => pour(&piece)?,
            Some(Part::End) => return Ok(()),
            None => return Err(SourceError::Ending),
        }
    }
}

/// Copies from a repository that a file URL names.
async fn copy(mirror: &Mirror, remote: &Remote, reference: &Reference) -> Result<Oid, SourceError> {
    let (mirror, path, reference) = (mirror.clone(), remote.path.clone(), reference.clone());
    blocking(move || {
        let source = Repository::open(path.as_ref())?;
        source.resolve(reference.as_str())?;
        let failed = |e| SourceError::Repository(source.git_error("read", e));
        let tip = source.git.refname_to_id(reference.as_str()).map_err(failed)?;
        if !mirror.has(tip)? {
            let haves = mirror.haves()?;
            mirror.install(tip, |pour| pack(&source, tip, &haves, pour).map_err(failed)?)?;
        }
        Ok(tip)
    })
    .await?
}

/// Packs what is needed for one object beyond commits that are there, and pours it.
fn pack(
    source: &Repository,
    tip: Oid,
    haves: &[Oid],
    pour: &mut Pour<'_>,
) -> Result<Result<(), SourceError>, git2::Error> {
    let mut walk = source.git.revwalk()?;
    walk.push(source.git.find_object(tip, None)?.peel_to_commit()?.id())?;
    for have in haves.iter().filter(|have| source.git.find_commit(**have).is_ok()) {
        walk.hide(*have)?;
    }
    let mut builder = source.git.packbuilder()?;
    builder.insert_walk(&mut walk)?;
    builder.insert_object(tip, None)?;
    let mut poured = Ok(());
    let packed = builder.foreach(|bytes| {
        poured = pour(bytes);
        poured.is_ok()
    });
    match poured.is_err() {
        true => Ok(poured),
        false => packed.map(Ok),
    }
}
