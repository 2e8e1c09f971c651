//! A statement about a plan, in words that read back as they were written.

use std::time::Duration;

use repo::{Repository, Revision};
use review::approval::{Action, Risk, Statement};

use super::named_plan::NamedPlan;
use crate::output::Failure;

/// What is said of a plan.
pub(super) struct Wording<'a> {
    pub(super) action: Action,
    /// Whose statement it is, by an address.
    pub(super) approver: String,
    /// Where a bridge read it.
    pub(super) via: Option<String>,
    pub(super) risk: Risk,
    /// How long it counts.
    pub(super) expires: Duration,
    pub(super) reason: Option<&'a str>,
}

impl Wording<'_> {
    /// The statement.
    pub(super) fn statement(self, plan: &NamedPlan, repository: &Repository) -> Result<Statement, Failure> {
        let head = || repository.head().ok().map(|head| head.revision);
        let revision: Option<Revision> = plan.revision.as_deref().and_then(|text| text.parse().ok()).or_else(head);
        let now = reconcile::status::Timestamp::now();
        let statement = Statement {
            action: self.action,
            project: plan.project.clone(),
            target: plan.target.clone(),
            plan: plan.digest,
            base: plan.base,
            revision: revision.map_or_else(|| "none".to_owned(), |revision| format!("sha1:{revision}")),
            risk: self.risk,
            approver: self.approver,
            via: self.via,
            expires: reconcile::approval::stamp(now.after(self.expires)),
            reason: self.reason.map(|reason| reason.trim().to_owned()),
        };
        // What is written must read back, whatever is in the reason.
        match Statement::parse(statement.text().as_bytes()) {
            Ok(read) if read == statement => Ok(statement),
            Ok(_) => Err(Failure::error("the statement does not read back as it was written")),
            Err(error) => Err(Failure::error(format!("the statement cannot be written: {error}"))
                .hint("a reason is one line of plain text")),
        }
    }
}
