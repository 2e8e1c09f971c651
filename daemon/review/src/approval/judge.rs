//! Judging: from statements, with who signed them, to whether a plan may run.
//!
//! Not the checking of signatures, whose result comes in. Invariant: a statement that does not count is named with the reason, and a
//! rejection is never outvoted.

use std::collections::{BTreeMap, BTreeSet};

use schema::Digest;

use super::policy::{ApprovalPolicy, Demand};
use super::quorum::{Roster, Voice, meet};
use super::risk::Risk;
use super::stamp::Stamp;
use super::statement::{Action, Statement};
use super::verdict::{Assurance, Counted, Ignored, Lack, Standing, Verdict};

/// Why a statement that was revoked does not count.
pub const REVOKED: &str = "it was revoked by the same person";

/// The plan that is judged.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The project.
    pub project: &'a str,
    /// The target.
    pub target: &'a str,
    /// The plan.
    pub plan: Digest,
    /// What it rests on.
    pub base: Digest,
    /// How risky it is.
    pub risk: Risk,
    /// What must be met.
    pub demands: &'a [Demand],
    /// The people whose commits it comes from, each with such a commit.
    pub authors: &'a BTreeMap<String, String>,
    /// The moment.
    pub now: &'a Stamp,
}

/// A statement as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it stands.
    pub source: String,
    /// What is said.
    pub statement: Statement,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Who signed, or why the signature does not count.
    pub signer: Result<String, String>,
    /// The bridge whose key signed.
    pub bridge: Option<String>,
    /// When it was first seen.
    pub first_seen: Stamp,
    /// The same in milliseconds since 1970-01-01 UTC: what was said first counts first, also within a second.
    pub seen: i64,
    /// Until when it counts at most, whatever it says itself.
    pub latest: Option<Stamp>,
    /// The run that it was used for.
    pub used_by: Option<i64>,
}

/// Judges a plan.
pub fn judge(case: &Case<'_>, candidates: &[Candidate], policy: &ApprovalPolicy, roster: &Roster) -> Verdict {
    let mut judging = Judging { case, policy, roster, said: Vec::new(), ignored: Vec::new() };
    let mut ordered: Vec<_> = candidates.iter().collect();
    ordered.sort_by_key(|one| (one.seen, one.statement.action, &one.source, one.digest));
    ordered.into_iter().for_each(|one| judging.hear(one));
    judging.conclude()
}

struct Judging<'a> {
    case: &'a Case<'a>,
    policy: &'a ApprovalPolicy,
    roster: &'a Roster,
    /// What counts, in the order in which it was first seen.
    said: Vec<&'a Candidate>,
    ignored: Vec<Ignored>,
}

impl<'a> Judging<'a> {
    fn hear(&mut self, one: &'a Candidate) {
        match self.judged(one) {
            Ok(()) if one.statement.action == Action::Revoke => self.revoke(one),
            Ok(()) => self.said.push(one),
            Err(why) => self.ignore(one, why),
        }
    }

    fn ignore(&mut self, one: &Candidate, why: String) {
        let approver = one.signer.clone().unwrap_or_else(|_| one.statement.approver.clone());
        self.ignored.push(Ignored { approver, source: one.source.clone(), why });
    }

    /// Whether a statement counts by itself.
    fn judged(&self, one: &Candidate) -> Result<(), String> {
        let (case, said) = (self.case, &one.statement);
        let person = one.signer.as_ref().map_err(Clone::clone)?;
        if !self.roster.people.contains(person) {
            return Err("no such person is known any more".to_owned());
        }
        if said.project != case.project {
            return Err(format!("it is for the project {}", said.project));
        }
        if said.target != case.target {
            return Err(format!("it is for the target {}", said.target));
        }
        if said.plan != case.plan {
            return Err(format!("it is for the plan {}, and the plan is {} now", said.plan.short(), case.plan.short()));
        }
        match said.action {
            Action::Approve | Action::BreakGlass => self.may_let_run(one, person),
            Action::Reject | Action::Revoke => Ok(()),
        }
    }

    fn may_let_run(&self, one: &Candidate, person: &str) -> Result<(), String> {
        let (case, said) = (self.case, &one.statement);
        if said.base != case.base {
            return Err("the live objects that it was given for are not what they were".to_owned());
        }
        if let Some(run) = one.used_by {
            return Err(format!("it was used for run {run}, and counts once"));
        }
        let until = one.latest.as_ref().map_or(&said.expires, |latest| latest.min(&said.expires));
        if case.now >= until {
            return Err(format!("it expired at {until}"));
        }
        if said.risk < case.risk {
            return Err(format!("it was given for risk {}, and the risk is {} now", said.risk, case.risk));
        }
        if let Some(name) = &one.bridge {
            self.may_bridge(name, said.action)?;
        }
        if said.action == Action::BreakGlass {
            return self.is_on_call(person);
        }
        match case.authors.get(person) {
            Some(commit) => Err(format!("{person} authored {commit}")),
            None => Ok(()),
        }
    }

    fn may_bridge(&self, name: &str, action: Action) -> Result<(), String> {
        let Some(bridge) = self.policy.bridges.iter().find(|bridge| bridge.name == name) else {
            return Err(format!("there is no bridge {name} any more"));
        };
        if action == Action::BreakGlass {
            return Err("a bridge cannot break the glass".to_owned());
        }
        match self.case.risk > bridge.up_to {
            true => Err(format!("the bridge {name} speaks of plans up to risk {}", bridge.up_to)),
            false => Ok(()),
        }
    }

    fn is_on_call(&self, person: &str) -> Result<(), String> {
        let on_call = self.policy.break_glass.iter().flat_map(|glass| &glass.on_call);
        match on_call.into_iter().any(|from| self.roster.is_from(person, from)) {
            true => Ok(()),
            false => Err(format!("{person} is not on call")),
        }
    }

    /// Takes back what the same person said before; what a bridge takes back is only what a bridge told.
    fn revoke(&mut self, by: &Candidate) {
        let is_meant = |one: &Candidate| one.signer == by.signer && (by.bridge.is_none() || one.bridge.is_some());
        let (gone, left): (Vec<_>, Vec<_>) = self.said.iter().copied().partition(|one| is_meant(one));
        self.said = left;
        gone.into_iter().for_each(|one| self.ignore(one, REVOKED.to_owned()));
    }

    fn of(&self, action: Action) -> impl Iterator<Item = (&'a Candidate, &'a String)> {
        let said = self.said.iter().copied().filter(move |one| one.statement.action == action);
        said.filter_map(|one| Some((one, one.signer.as_ref().ok()?)))
    }

    fn conclude(mut self) -> Verdict {
        let (met, missing, counted) = self.count();
        let standing = self.standing(met);
        let assurance = match (&standing, counted.iter().any(|one| one.bridge.is_some())) {
            (Standing::NotNeeded, _) => Assurance::Merged,
            (_, true) => Assurance::Bridged,
            (_, false) => Assurance::Signed,
        };
        self.ignored.sort();
        self.ignored.dedup();
        Verdict { risk: self.case.risk, assurance, standing, counted, missing, ignored: self.ignored }
    }

    fn standing(&self, is_met: bool) -> Standing {
        let first = |action| self.of(action).next();
        if let Some((one, by)) = first(Action::Reject) {
            return Standing::Rejected { by: by.clone(), reason: one.statement.reason.clone() };
        }
        if self.case.demands.is_empty() {
            return Standing::NotNeeded;
        }
        match first(Action::BreakGlass) {
            _ if is_met => Standing::Approved,
            Some((one, by)) => {
                Standing::BrokenGlass { by: by.clone(), reason: one.statement.reason.clone().unwrap_or_default() }
            }
            None => Standing::Waiting,
        }
    }

    /// Whether all demands are met, what is missing, and what counts: statements of people who were needed, or the glass that was broken.
    fn count(&self) -> (bool, Vec<Lack>, Vec<Counted>) {
        let voices = self.voices();
        let (mut used, mut missing) = (BTreeSet::new(), BTreeMap::new());
        for demand in self.case.demands {
            let met = meet(demand, &voices, self.roster);
            used.extend(met.used);
            for lack in met.lacks {
                let count = missing.entry(lack.from).or_insert(0);
                *count = lack.count.max(*count);
            }
        }
        let missing: Vec<_> = missing.into_iter().map(|(from, count)| Lack { from, count }).collect();
        let is_signed = |person: &str| voices.iter().any(|voice| voice.person == person && voice.cap.is_none());
        let mut counted = Vec::new();
        for (one, person) in self.of(Action::Approve) {
            if used.contains(person.as_str()) && !(one.bridge.is_some() && is_signed(person)) {
                counted.push(counted_as(one, person));
            }
        }
        if !missing.is_empty() {
            counted.extend(self.of(Action::BreakGlass).take(1).map(|(one, person)| counted_as(one, person)));
        }
        (missing.is_empty(), missing, counted)
    }

    /// Who agrees, each once: by their own signature where there is one.
    fn voices(&self) -> Vec<Voice<'a>> {
        let mut voices: BTreeMap<&str, Option<u32>> = BTreeMap::new();
        for (one, person) in self.of(Action::Approve) {
            let cap = one.bridge.as_ref().map(|name| {
                let bridge = self.policy.bridges.iter().find(|bridge| bridge.name == *name);
                bridge.map_or(0, |bridge| bridge.at_most)
            });
            let known = voices.entry(person).or_insert(cap);
            *known = match (*known, cap) {
                (Some(one), Some(other)) => Some(one.max(other)),
                _ => None,
            };
        }
        voices.into_iter().map(|(person, cap)| Voice { person, cap }).collect()
    }
}

fn counted_as(one: &Candidate, person: &str) -> Counted {
    let (source, bridge) = (one.source.clone(), one.bridge.clone());
    Counted { person: person.to_owned(), source, bridge, statement: one.digest }
}
