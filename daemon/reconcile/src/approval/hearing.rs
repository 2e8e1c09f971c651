//! Hearing what is said of a plan: statements become candidates with who signed them and what is remembered of them, and are judged.
//!
//! Invariant: a rejection or revocation that was seen once is heard again, also where its file is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use access::Moment;
use review::approval::{Action, Candidate, Case, Demand, Risk, Stamp, Statement, Verdict, judge};
use schema::Digest;

use super::evidence::Evidence;
use super::identity::{Identity, identify};
use crate::desired::Governance;
use crate::status::Timestamp;

/// By whose words and keys is judged.
#[derive(Clone, Copy, Debug)]
pub struct Hearing<'a> {
    /// What is in force.
    pub in_force: &'a Governance,
    /// What the head says: who is taken out there counts no more.
    pub head: &'a Governance,
    /// The project.
    pub project: &'a str,
    /// The moment.
    pub now: Timestamp,
}

/// What is judged.
#[derive(Clone, Debug)]
pub struct Question {
    /// The target.
    pub target: String,
    /// The plan.
    pub plan: Digest,
    /// What it rests on.
    pub base: Digest,
    /// How risky it is.
    pub risk: Risk,
    /// What must be met.
    pub demands: Vec<Demand>,
    /// Who wrote it, each with a commit.
    pub authors: BTreeMap<String, String>,
}

/// What is remembered of statements about a plan.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// When each signature was first seen, by the digest of statement and signature.
    pub seen: BTreeMap<Digest, Timestamp>,
    /// The runs that statements were used for, by the digest of the statement.
    pub used: BTreeMap<Digest, i64>,
    /// Rejections and revocations of the plan.
    pub remembered: Vec<Remembered>,
}

/// A statement that is remembered whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The digest of statement and signature.
    pub evidence: Digest,
    /// Where it stood.
    pub source: String,
    /// What was said.
    pub statement: Statement,
    /// Who signed.
    pub person: String,
    /// The bridge that told of it.
    pub bridge: Option<String>,
    /// When it was first seen.
    pub first_seen: Timestamp,
}

impl Hearing<'_> {
    /// Who signed a statement that was first seen at a moment, or is seen now for the first time.
    pub fn identity(&self, evidence: &Evidence, memory: &Memory) -> Identity {
        let first_seen = memory.seen.get(&evidence.digest()).copied().unwrap_or(self.now);
        identify(evidence, self.in_force, self.head, Moment(first_seen.seconds()))
    }

    /// Judges a plan by what is said of it.
    pub fn judge(&self, question: &Question, evidence: &[Evidence], memory: &Memory) -> Verdict {
        let mut candidates: Vec<_> = evidence.iter().map(|one| self.candidate(one, memory)).collect();
        let here: BTreeSet<_> = evidence.iter().map(Evidence::digest).collect();
        let gone = memory.remembered.iter().filter(|one| !here.contains(&one.evidence));
        candidates.extend(gone.map(remembered));
        let now = stamp(self.now);
        let case = Case {
            project: self.project,
            target: &question.target,
            plan: question.plan,
            base: question.base,
            risk: question.risk,
            demands: &question.demands,
            authors: &question.authors,
            now: &now,
        };
        judge(&case, &candidates, &self.in_force.approval, &self.in_force.roster_with(self.head))
    }

    fn candidate(&self, evidence: &Evidence, memory: &Memory) -> Candidate {
        let Identity { person, bridge } = self.identity(evidence, memory);
        let first_seen = memory.seen.get(&evidence.digest()).copied().unwrap_or(self.now);
        let digest = evidence.statement_digest();
        let longest = self.in_force.approval.longest.map(Duration::from_secs);
        Candidate {
            source: evidence.source.clone(),
            statement: evidence.statement.clone(),
            digest,
            signer: person,
            bridge,
            first_seen: stamp(first_seen),
            seen: first_seen.millis(),
            latest: longest.map(|longest| stamp(first_seen.after(longest))),
            used_by: memory.used.get(&digest).copied(),
        }
    }
}

fn remembered(one: &Remembered) -> Candidate {
    Candidate {
        source: format!("{} (gone)", one.source),
        statement: one.statement.clone(),
        digest: Digest::of_parts([one.statement.text().as_bytes()]),
        signer: Ok(one.person.clone()),
        bridge: one.bridge.clone(),
        first_seen: stamp(one.first_seen),
        seen: one.first_seen.millis(),
        latest: None,
        used_by: None,
    }
}

/// A moment as statements write it; what they cannot write is the last moment that they can.
pub fn stamp(moment: Timestamp) -> Stamp {
    let text = moment.to_string();
    let whole = text.split_once('.').and_then(|(whole, _)| Stamp::parse(&format!("{whole}Z")));
    whole.unwrap_or_else(|| Stamp::parse("9999-12-31T23:59:59Z").expect("it is a moment"))
}

impl Remembered {
    /// Whether such a statement is remembered for good.
    pub const fn is_for_good(action: Action) -> bool {
        matches!(action, Action::Reject | Action::Revoke)
    }
}
