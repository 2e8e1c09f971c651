//! `/v1/state`: what the daemon has recorded of each target, for those who plan without reaching one.
//!
//! Only where `serve --publish-state` says so: a schema may be nobody's business. No rows, no addresses, no secrets.

use hyper::StatusCode;
use reconcile::recorded::Records;
use reconcile::status::{DaemonStatus, TargetStatus};
use serde_json::json;

use super::answer::{self, Answer};

const JSON: &str = "application/json";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Answers `/v1/state` and what is below it; nothing where the path is another.
pub(super) fn answer(path: &str, status: &DaemonStatus, records: Option<&Records>) -> Option<Answer> {
    let below = path.strip_prefix("/v1/state")?;
    let Some(records) = records else {
        let text = "this daemon does not publish its recorded state; `groundline serve --publish-state` does\n";
        return Some(answer::text(StatusCode::NOT_FOUND, PLAIN, text));
    };
    match below {
        "" | "/" => Some(list(status, records)),
        _ => Some(one(below.strip_prefix('/')?, status, records)),
    }
}

/// The targets that are in Git now, and recorded.
fn list(status: &DaemonStatus, records: &Records) -> Answer {
    let known = status.targets.iter().filter(|target| !target.orphaned);
    let summaries = known.map(|target| records.summary(&target.name)).collect::<Result<Vec<_>, _>>();
    match summaries {
        Ok(summaries) => {
            let targets: Vec<_> = summaries.into_iter().flatten().collect();
            let value = json!({ "version": 1, "revision": status.source.revision, "targets": targets });
            answer::text(StatusCode::OK, JSON, format!("{value:#}\n"))
        }
        Err(error) => unreadable(&error),
    }
}

fn one(name: &str, status: &DaemonStatus, records: &Records) -> Answer {
    let is_known = |target: &&TargetStatus| !target.orphaned && target.name == name;
    let recorded = match status.targets.iter().find(is_known) {
        Some(target) => records.read(&target.name),
        None => Ok(None),
    };
    match recorded {
        Ok(Some(bytes)) => answer::text(StatusCode::OK, JSON, bytes),
        Ok(None) => answer::text(StatusCode::NOT_FOUND, PLAIN, "nothing is recorded of a target of this name\n"),
        Err(error) => unreadable(&error),
    }
}

fn unreadable(error: &std::io::Error) -> Answer {
    tracing::warn!(%error, "the recorded state cannot be read");
    answer::text(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, "the recorded state cannot be read\n")
}
