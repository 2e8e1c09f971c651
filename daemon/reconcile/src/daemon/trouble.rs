//! What went wrong with a target, as its status says it: health, reason, one line, what is next and by whom.
//!
//! Invariant: every error of the doors has an answer here, and whether trying again by itself can help.

use engine::{Error, Token};

use crate::chain;
use crate::changelist::ChangelistFault;
use crate::planning::PlanError;
use crate::rollout::RolloutError;
use crate::status::{Health, Next, Reason, RepoDiagnostic};
use crate::store::StoreError;

/// What went wrong with a target.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) health: Health,
    pub(super) reason: Reason,
    pub(super) message: String,
    pub(super) next: Next,
    pub(super) again: Again,
    /// The mark of the target when the trouble was found.
    pub(super) token: Option<Token>,
    /// What is wrong in desired SQL, with places.
    pub(super) sql: Vec<RepoDiagnostic>,
}

/// When it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Soon, and ever more rarely.
    Soon,
    /// When the commit, the policy or the target changed.
    OnChange,
    /// When the store can be written.
    WithStore,
}

impl Trouble {
    fn new(health: Health, reason: Reason, error: &dyn std::error::Error, next: Next, again: Again) -> Self {
        Self { health, reason, message: chain(error), next, again, token: None, sql: Vec::new() }
    }

    /// With the mark of the target when the trouble was found.
    pub(super) fn at(self, token: &Token) -> Self {
        Self { token: Some(token.clone()), ..self }
    }

    /// Trouble with the daemon's own store.
    pub(super) fn store(error: &StoreError) -> Self {
        let next = Next::by_operator("mend the daemon's store; it goes on by itself then");
        Self::new(Health::Reachable, Reason::StoreFailed, error, next, Again::WithStore)
    }

    /// Trouble with the schema repo while approvals are looked at.
    pub(super) fn of_git(error: &dyn std::error::Error) -> Self {
        let next = Next::by_daemon("the schema repo is looked at again");
        Self::new(Health::Reachable, Reason::NeedsApproval, error, next, Again::Soon)
    }

    /// An interrupted run that must wait for the store.
    pub(super) fn halted(why: &str) -> Self {
        Self {
            health: Health::Reachable,
            reason: Reason::StoreFailed,
            message: format!("an interrupted run waits: {why}"),
            next: Next::by_operator("mend the daemon's store; the run is finished or undone then"),
            again: Again::WithStore,
            token: None,
            sql: Vec::new(),
        }
    }

    /// Trouble of a run that did not begin or was not brought to an end.
    pub(super) fn of_rollout(error: &RolloutError) -> Self {
        let looks = |what| Next::by_daemon(what);
        let (reason, next) = match error {
            RolloutError::Engine(inner) => return Self::of_engine(inner),
            RolloutError::Journal(_) => {
                (Reason::StoreFailed, Next::by_operator("mend the daemon's store; the run is finished or undone then"))
            }
            RolloutError::NotApproved(_) | RolloutError::ApprovalUsed { .. } => {
                (Reason::NeedsApproval, looks("its approvals are looked at again"))
            }
            RolloutError::Locked { .. } => (Reason::Locked, looks("it is tried again when the other process is done")),
            RolloutError::Superseded { .. } | RolloutError::AlreadyRan { .. } => {
                (Reason::Superseded, looks("it is planned anew"))
            }
            RolloutError::OpenRun(_) => (Reason::Interrupted, looks("the interrupted run is brought to its end first")),
            RolloutError::Refused(_) | RolloutError::NoRun(_) | RolloutError::NotUndoable { .. } => {
                (Reason::Failed, Next::by_operator("look at the target's ledger"))
            }
        };
        let again = if matches!(error, RolloutError::Journal(_)) { Again::WithStore } else { Again::Soon };
        Self::new(Health::Reachable, reason, error, next, again)
    }

    /// Trouble of planning.
    pub(super) fn of_plan(error: &PlanError) -> Self {
        let (reason, what) = match error {
            PlanError::Engine(inner) => return Self::of_engine(inner),
            PlanError::Changelist { .. } => return Self::broken_changelist(error),
            PlanError::Refused(_) | PlanError::Rename(_) => (Reason::PlanRefused, "change what is desired and commit"),
            PlanError::ProofFailed { .. } | PlanError::NotProven { .. } => {
                (Reason::NotProven, "change what is desired and commit; nothing was changed in the target")
            }
        };
        Self::new(Health::Reachable, reason, error, Next::by_committer(what), Again::OnChange)
    }

    /// Trouble before anything could be asked of the target.
    pub(super) fn of_connect(error: &Error) -> Self {
        let trouble = Self::of_engine(error);
        match (trouble.again, trouble.health) {
            (Again::OnChange, Health::Reachable) => Self {
                health: Health::Degraded,
                again: Again::Soon,
                next: Next::by_operator("mend the database, or the target in Git"),
                ..trouble
            },
            _ => trouble,
        }
    }

    /// Trouble at the database door.
    pub(super) fn of_engine(error: &Error) -> Self {
        let hint = error.hint().unwrap_or("see the message").to_owned();
        let operator = || Next::by_operator(hint.clone());
        let (health, reason, next, again) = match error {
            Error::Unreachable { .. } => (Health::Unreachable, Reason::Unreachable, operator(), Again::Soon),
            Error::LoginRefused { .. } => (Health::Degraded, Reason::LoginRefused, operator(), Again::Soon),
            Error::MissingPrivilege { .. } => (Health::Degraded, Reason::MissingPrivilege, operator(), Again::Soon),
            Error::ReadOnly { .. } => {
                let next = Next::by_operator("make the database writable");
                (Health::Degraded, Reason::ReadOnly, next, Again::Soon)
            }
            Error::DiskFull { .. } => (Health::Degraded, Reason::DiskFull, operator(), Again::Soon),
            Error::LockTimeout { .. } => {
                (Health::Reachable, Reason::Locked, Next::by_daemon("it is tried again by itself"), Again::Soon)
            }
            Error::ConnectionLost { .. } => {
                let next = Next::by_daemon("the target is inspected before anything else is done");
                (Health::Unreachable, Reason::OutcomeUnknown, next, Again::Soon)
            }
            Error::Desired(_) => return Self::broken_sql(error),
            Error::Refused { .. } | Error::Guard { .. } | Error::StatementTimeout { .. } | Error::Statement { .. } => {
                let next = Next::by_committer("change what is desired, or the database, so that it can be done");
                (Health::Reachable, Reason::PlanRefused, next, Again::OnChange)
            }
            Error::Ledger { .. } => {
                let next = Next::by_operator("look at the target's ledger; it holds what Groundline did not write");
                (Health::Degraded, Reason::Failed, next, Again::OnChange)
            }
        };
        Self::new(health, reason, error, next, again)
    }

    fn broken_changelist(error: &PlanError) -> Self {
        let sql = match error {
            PlanError::Changelist { faults, .. } => faults.iter().map(ChangelistFault::shown).collect(),
            _ => Vec::new(),
        };
        let next = Next::by_committer("mend the changelist and commit");
        let trouble = Self::new(Health::Reachable, Reason::Changelist, error, next, Again::OnChange);
        Self { sql, ..trouble }
    }

    fn broken_sql(error: &Error) -> Self {
        let Error::Desired(list) = error else { return Self::of_engine(error) };
        let sql: Vec<RepoDiagnostic> = list
            .iter()
            .map(|one| RepoDiagnostic {
                severity: "error".to_owned(),
                code: None,
                location: format!("{}:{}:{}", one.path, one.line, one.column),
                message: one.message.clone(),
                hint: one.hint.clone(),
            })
            .collect();
        let message = match list.as_slice() {
            [] => error.to_string(),
            [one] => one.to_string(),
            [one, rest @ ..] => format!("{one} (and {} more)", rest.len()),
        };
        let next = Next::by_committer("mend the SQL and commit");
        let trouble = Self::new(Health::Reachable, Reason::BrokenSql, error, next, Again::OnChange);
        Self { message, sql, ..trouble }
    }
}
