//! Why a rollback is not committed as it was asked for: everything, by name, before anything is done.

use engine::conflicts_in_words;
use reconcile::rollback::Proposal;

use super::Rollback;
use super::look::{Looked, OnTarget};
use crate::output::{Exit, Failure};

/// Why it is not committed.
#[derive(Default)]
pub(super) struct Refusals {
    pub(super) messages: Vec<String>,
    hints: Vec<String>,
    /// Whether some target could not be looked at: an error, and no refusal.
    is_error: bool,
}

/// Everything that stands against a proposal.
pub(super) fn of(proposal: &Proposal, looked: &Looked, asked: &Rollback) -> Refusals {
    let mut refusals = Refusals::default();
    for one in &looked.meant {
        refusals.of_target(one, asked);
    }
    for name in &looked.dragged {
        let message = format!("{name}: it was not asked for, and its desired schema is the same: it would go back too");
        refusals.add(message, "take all of them back, or give the target a desired schema of its own");
    }
    if looked.meant.is_empty() {
        let commit = proposal.rollout.commit.revision.to_string();
        refusals.add(format!("rollout {commit} has no targets here"), "see what is wrong with the target sets");
    }
    refusals
}

impl Refusals {
    pub(super) const fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The failure that the command ends with.
    pub(super) fn into_failure(self) -> Option<Failure> {
        if self.messages.is_empty() {
            return None;
        }
        let exit = if self.is_error { Exit::Error } else { Exit::Refused };
        let mut hints = self.hints;
        hints.push("nothing was committed".to_owned());
        Some(Failure { exit, messages: self.messages, hints })
    }

    fn of_target(&mut self, one: &OnTarget, asked: &Rollback) {
        let name = &one.target.name;
        if let Some(why) = one.trouble.as_ref().filter(|_| !asked.partial) {
            self.is_error = true;
            self.add(format!("{name}: {why}"), "`--partial` takes back the targets that can be looked at");
        }
        let Some(found) = &one.found else { return };
        for loss in found.losses.iter().filter(|_| !asked.partial) {
            let message = format!("{name}: {} cannot come back: {}", loss.what, loss.why);
            self.add(message, "`--partial` takes back what can be taken back, and leaves that as it is");
        }
        if found.conflicting() > 0 && !asked.overwrite {
            for undo in found.undoes.iter().filter(|undo| undo.restores.iter().any(|restore| restore.conflicting > 0)) {
                let message = format!("{name}: changelist `{}`: {}", undo.id, conflicts_in_words(&undo.restores));
                self.add(message, "mend the rows, or `--overwrite` gives up what they are now");
            }
        }
        for needs in &one.missing {
            let (code, object) = (needs.hazard.code, &needs.object);
            let message = format!("{name}: the way back needs consent to {code} on {object}: {}", needs.hazard.message);
            self.add(message, &format!("`--allow {code}` consents to it in the commit"));
        }
        for finding in &one.findings {
            let hint = "set another level for the rule in `policies/review.toml`, or write by hand what is wanted";
            self.add(format!("{name}: {finding}"), hint);
        }
    }

    fn add(&mut self, message: String, hint: &str) {
        self.messages.push(message);
        if !self.hints.iter().any(|known| known == hint) {
            self.hints.push(hint.to_owned());
        }
    }
}
