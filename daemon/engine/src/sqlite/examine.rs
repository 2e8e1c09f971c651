//! What `doctor` asks of a SQLite target.

use super::connect::{Place, folder};
use super::session::Session;
use super::statement::{first_value, number};
use super::{foreign, inspect};
use crate::live::Finding;
use crate::{Result, Scope};

/// Looks at file, folder, settings and contents.
pub(super) async fn examine(session: &mut Session) -> Result<Vec<Finding>> {
    let mut findings = vec![file(session), place_for_journal(session)];
    let version = session.version().await?;
    findings.push(good("version", format!("SQLite {} is built in", version.text)));
    let journal = first_value(&mut session.connection, "PRAGMA journal_mode").await?.unwrap_or_default();
    let readers =
        if journal == "wal" { "readers go on while a step runs" } else { "readers wait while a step commits" };
    findings.push(good("journal mode", format!("{journal}: {readers}")));
    findings.push(understood(session).await?);
    findings.push(foreign_keys(session).await?);
    Ok(findings)
}

fn good(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), good: true, detail: detail.into() }
}

fn bad(subject: &str, detail: impl Into<String>) -> Finding {
    Finding { subject: subject.to_owned(), good: false, detail: detail.into() }
}

fn file(session: &Session) -> Finding {
    match &session.place {
        Place::Memory => good("file", "in memory: it vanishes with the program"),
        Place::Absent(_) => good("file", "it does not exist yet; the first run makes it"),
        Place::File(path) => match std::fs::metadata(path) {
            Ok(metadata) if metadata.permissions().readonly() => {
                bad("file", "it may only be read; give this user the right to write it (`chmod u+w`)")
            }
            Ok(metadata) => good("file", format!("{} bytes, may be written", metadata.len())),
            Err(error) => bad("file", format!("it cannot be looked at: {error}")),
        },
    }
}

fn place_for_journal(session: &Session) -> Finding {
    let Some(path) = session.path() else { return good("folder", "none is needed") };
    match std::fs::metadata(folder(path)) {
        Ok(metadata) if metadata.permissions().readonly() => bad(
            "folder",
            "SQLite needs to make its journal beside the file; give this user the right to write the folder",
        ),
        Ok(_) => good("folder", "journal and lock file can be made beside the file"),
        Err(error) => bad("folder", format!("it cannot be looked at: {error}")),
    }
}

async fn understood(session: &mut Session) -> Result<Finding> {
    let database = inspect::inspect(&mut session.connection, &Scope::default()).await?;
    let count = database.objects.len();
    if database.unsupported.is_empty() {
        return Ok(good("objects", format!("{count}, all understood")));
    }
    let names: Vec<String> =
        database.unsupported.iter().map(|object| format!("{}: {}", object.object, object.reason)).collect();
    Ok(bad("objects", format!("not understood: {}; leave them out with `--exclude`", names.join("; "))))
}

async fn foreign_keys(session: &mut Session) -> Result<Finding> {
    let broken = foreign::violations(&mut session.connection).await?;
    let quick = number(&mut session.connection, "SELECT count(*) FROM sqlite_schema").await?;
    Ok(match broken {
        None => bad("foreign keys", "a key points to columns that are not unique; SQLite refuses to check it"),
        Some(broken) if broken.is_empty() => {
            good("foreign keys", format!("every row has its parents ({quick} objects)"))
        }
        Some(broken) => {
            let tables: Vec<String> =
                broken.iter().map(|((table, parent), count)| format!("{count} of `{table}` to `{parent}`")).collect();
            bad("foreign keys", format!("rows without parents: {}; mend them with a changelist", tables.join(", ")))
        }
    })
}
