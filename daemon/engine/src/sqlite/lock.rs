//! The lock of a target: an advisory lock of the operating system on a file beside the database.
//!
//! It ends with the process, however that ends. The file stays: removing it would let two processes hold two locks.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;

use super::connect::folder;
use super::session::Session;
use crate::live::LockState;
use crate::{Error, Result};

/// Takes the lock without waiting.
pub(super) fn lock(session: &mut Session) -> Result<LockState> {
    if session.lock.is_some() {
        return Ok(LockState::Held);
    }
    let Some(path) = lock_path(session) else { return Ok(LockState::Held) };
    let mut file =
        OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(|error| {
            Error::ReadOnly {
                target: session.url.clone(),
                reason: format!("its lock file {} cannot be made: {error}", path.display()),
            }
        })?;
    match file.try_lock() {
        Ok(()) => {
            sign(&mut file);
            session.lock = Some(file);
            Ok(LockState::Held)
        }
        Err(TryLockError::WouldBlock) => Ok(LockState::HeldByOther { who: holder(&mut file) }),
        Err(TryLockError::Error(error)) => Err(Error::Refused {
            what: format!("the lock of {}", session.url),
            reason: format!("{error}; the file system must support file locks"),
        }),
    }
}

/// The lock file; the same one for every path that leads to the same database.
fn lock_path(session: &Session) -> Option<PathBuf> {
    let path = session.path()?;
    let real = path.canonicalize().ok().or_else(|| {
        let folder = folder(path).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    });
    let mut name = real.unwrap_or_else(|| path.to_owned()).into_os_string();
    name.push("-groundline.lock");
    Some(PathBuf::from(name))
}

/// Says who holds it, for others to read; the lock holds without it.
fn sign(file: &mut File) {
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| write!(file, "{}", std::process::id()));
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let _ = file.read_to_string(&mut text);
    match text.trim() {
        "" => "another process".to_owned(),
        id => format!("process {id}"),
    }
}
