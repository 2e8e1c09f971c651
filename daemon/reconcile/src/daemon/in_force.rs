//! What the commit in force says to whoever asks: who is let in, how SQL is reviewed, what each target is to be.
//!
//! Not the loop. Invariant: everything in it is of one commit; a commit that comes into force replaces all of it at once.

use std::sync::Arc;

use access::People;
use engine::Source;
use schema::Dialect;

use super::accepted::{Accepted, Assigned};
use crate::desired::{DesiredState, Name, TargetKind};
use crate::rollout::Site;

/// A commit in force, for reading.
#[derive(Clone)]
pub struct InForce {
    accepted: Arc<Accepted>,
}

/// A target of the commit, as a review of SQL for it needs it.
#[derive(Clone, Debug)]
pub struct ReviewedTarget {
    /// Its engine.
    pub dialect: Dialect,
    /// Its environment.
    pub environment: Name,
    /// Its desired SQL: what is there before the change.
    pub sources: Arc<[Source]>,
}

impl InForce {
    pub(super) const fn of(accepted: Arc<Accepted>) -> Self {
        Self { accepted }
    }

    fn state(&self) -> &DesiredState {
        &self.accepted.state
    }

    /// The commit.
    pub fn revision(&self) -> &str {
        &self.accepted.revision
    }

    /// Who there is, and what lets them in.
    pub fn people(&self) -> &People {
        &self.state().people
    }

    /// How SQL is reviewed.
    pub fn review_policy(&self) -> &review::Policy {
        &self.state().review.policy
    }

    /// The environments, in the order in which a change reaches them.
    pub fn environments(&self) -> &[Name] {
        &self.state().project.environments
    }

    /// The dialect of all targets, where they agree.
    pub fn dialect(&self) -> Option<Dialect> {
        let of_sets = self.state().queried_sets.iter().map(|set| set.kind.engine);
        let mut dialects = self.state().targets.values().map(|target| target.kind.engine).chain(of_sets);
        let first = dialects.next()?;
        dialects.all(|other| other == first).then_some(first)
    }

    /// The target of that name, or the member that a target set could have.
    pub fn target(&self, name: &str) -> Option<ReviewedTarget> {
        let listed = self.state().targets.get(name).map(|target| &target.kind);
        let found = || match self.accepted.targets.get(name)? {
            Assigned::Ready(goal) => Some(&goal.target.kind),
            Assigned::Not { target, .. } => Some(&target.kind),
        };
        let possible = || self.state().queried_sets.iter().find(|set| set.could_have(name)).map(|set| &set.kind);
        let kind: &TargetKind = listed.or_else(found).or_else(possible)?;
        let sources = self.accepted.texts.get(&kind.schema).cloned().unwrap_or_else(|| Arc::from([]));
        Some(ReviewedTarget { dialect: kind.engine, environment: kind.environment.clone(), sources })
    }

    /// Where the target of that name is, where it can be reached by what the daemon's environment says.
    pub fn site(&self, name: &str) -> Option<&Site> {
        match self.accepted.targets.get(name)? {
            Assigned::Ready(goal) => Some(&goal.site),
            Assigned::Not { .. } => None,
        }
    }

    /// The names of the targets that are known.
    pub fn target_names(&self) -> impl Iterator<Item = &str> {
        self.accepted.targets.keys().map(String::as_str)
    }
}
