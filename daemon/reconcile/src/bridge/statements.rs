//! What a bridge is to sign: what reviews say now beside what it signed before.
//!
//! Invariant: an approval is never left standing that is not vouched for any more; a rejection ends only where its account says so; nothing is
//! signed twice. A revocation takes back all that bridges told of a person: nothing new is signed before it was heard, and none is signed
//! while a rejection of theirs is to stay.

use review::approval::{Action, REVOKED, Statement};
use schema::Digest;

use super::facts::ReviewState;
use super::judge::Judged;
use crate::approval::Evidence;
use crate::status::Timestamp;

/// What is known of a plan that waits.
pub struct Known<'a> {
    /// The plan.
    pub plan: Digest,
    /// The statements of the schema repo that bridges signed.
    pub evidence: &'a [Evidence],
    /// Why the daemon does not count a statement that it heard, by where that stands.
    pub ignored: &'a dyn Fn(&str) -> Option<String>,
    /// The moment.
    pub now: Timestamp,
}

/// A statement to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What is said.
    pub action: Action,
    /// Whose review it is, by the address that statements name.
    pub address: String,
    /// Where it was read.
    pub via: String,
    /// Why, where it takes something back.
    pub reason: Option<String>,
}

/// What comes of the reviews of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The account.
    pub account: String,
    /// What is signed.
    pub said: Vec<Said>,
    /// In a sentence, why nothing is, or what happens.
    pub why: String,
}

/// What is to be signed of a request, by what was judged of it.
pub fn outcomes(forge: &str, number: u64, judged: &[Judged], known: &Known<'_>) -> Vec<Outcome> {
    let of = Of { forge, number, known };
    let mut outcomes: Vec<_> = judged.iter().map(|one| of.outcome(one)).collect();
    outcomes.extend(of.gone(judged));
    outcomes
}

struct Of<'a> {
    forge: &'a str,
    number: u64,
    known: &'a Known<'a>,
}

impl Of<'_> {
    fn outcome(&self, judged: &Judged) -> Outcome {
        let account = judged.account.clone();
        let Some(person) = &judged.person else {
            let why = judged.answer.clone().err().unwrap_or_default();
            return Outcome { account, said: Vec::new(), why };
        };
        let (said, why) = match &judged.answer {
            // A request for changes that cannot be told now was one all the same.
            Err(why) if judged.state == ReviewState::ChangesRequested => {
                (self.taken_back(&person.address, why, is_approval), why.clone())
            }
            Err(why) => (self.taken_back(&person.address, why, |_| true), why.clone()),
            Ok(vouched) if vouched.approves => self.approval(&person.address, &self.via(&vouched.review)),
            Ok(vouched) => self.rejection(&person.address, &self.via(&vouched.review)),
        };
        Outcome { account, said, why }
    }

    fn approval(&self, address: &str, via: &str) -> (Vec<Said>, String) {
        if self.open(address).any(is_rejection) {
            let said = self.taken_back(address, "the review approves now", |_| true);
            let why = match said.is_empty() {
                true => "another review by them still requests changes",
                false => "the rejection is taken back; the approval follows once the daemon heard that",
            };
            return (said, why.to_owned());
        }
        let now = crate::approval::stamp(self.known.now);
        // One may have gone with what was taken back of another request.
        let is_revoked = |one: &Evidence| (self.known.ignored)(&one.source).is_some_and(|why| why == REVOKED);
        let holds = |one: &Evidence| is_approval(one) && one.statement.expires > now && !is_revoked(one);
        if self.open(address).any(holds) {
            return (Vec::new(), "it is vouched for already".to_owned());
        }
        if self.of(address).any(|one| one.statement.action == Action::Revoke && self.via_of(one) == via) {
            return (Vec::new(), "it was taken back before: review again".to_owned());
        }
        let waits = self.told(address).any(|one| self.is_closed(one) && (self.known.ignored)(&one.source).is_none());
        if waits {
            return (Vec::new(), "the daemon has not heard yet that an earlier review was taken back".to_owned());
        }
        (vec![self.said(Action::Approve, address, via, None)], "it approves".to_owned())
    }

    fn rejection(&self, address: &str, via: &str) -> (Vec<Said>, String) {
        if self.of(address).any(|one| one.statement.action == Action::Reject && self.via_of(one) == via) {
            return (Vec::new(), "it is told already that changes are requested".to_owned());
        }
        let reason = Some(format!("changes are requested on #{}", self.number));
        (vec![self.said(Action::Reject, address, via, reason)], "it requests changes".to_owned())
    }

    /// Approvals that are open of people of whom the request has no review any more.
    fn gone(&self, judged: &[Judged]) -> Vec<Outcome> {
        let is_there =
            |address: &str| judged.iter().flat_map(|one| &one.person).any(|person| person.address == address);
        let open = self.all().filter(|one| is_approval(one) && !self.is_closed(one));
        let mut gone: Vec<_> = open.map(|one| &one.statement.approver).collect();
        gone.sort_unstable();
        gone.dedup();
        let why = "the review is gone, or nobody has the account any more";
        let gone = gone.into_iter().filter(|address| !is_there(address));
        gone.map(|address| Outcome {
            account: address.clone(),
            said: self.taken_back(address, why, is_approval),
            why: why.to_owned(),
        })
        .collect()
    }

    /// A revocation for each thing that is open and goes; none where a rejection is to stay, which holds up the plan anyway.
    fn taken_back(&self, address: &str, why: &str, goes: fn(&Evidence) -> bool) -> Vec<Said> {
        let going: Vec<_> = self.open(address).filter(|one| goes(one)).collect();
        let is_going = |one: &Evidence| going.iter().any(|other| other.source == one.source);
        let of_plan = self.known.evidence.iter().filter(|one| one.statement.plan == self.known.plan);
        let mut theirs = of_plan.filter(|one| one.statement.approver.eq_ignore_ascii_case(address));
        if theirs.any(|one| is_rejection(one) && !self.is_closed(one) && !is_going(one)) {
            return Vec::new();
        }
        going.iter().map(|one| self.said(Action::Revoke, address, self.via_of(one), Some(why.to_owned()))).collect()
    }

    fn said(&self, action: Action, address: &str, via: &str, reason: Option<String>) -> Said {
        Said { action, address: address.to_owned(), via: via.to_owned(), reason }
    }

    fn via(&self, review: &str) -> String {
        format!("{} review {review} of #{}", self.forge, self.number)
    }

    fn via_of<'e>(&self, one: &'e Evidence) -> &'e str {
        one.statement.via.as_deref().unwrap_or_default()
    }

    /// What was told of the request and the plan.
    fn all(&self) -> impl Iterator<Item = &Evidence> {
        let (begin, end) = (format!("{} review ", self.forge), format!(" of #{}", self.number));
        let is_of =
            move |said: &Statement| said.via.as_ref().is_some_and(|via| via.starts_with(&begin) && via.ends_with(&end));
        self.known.evidence.iter().filter(move |one| one.statement.plan == self.known.plan && is_of(&one.statement))
    }

    fn of(&self, address: &str) -> impl Iterator<Item = &Evidence> {
        self.all().filter(move |one| one.statement.approver.eq_ignore_ascii_case(address))
    }

    /// What was told of a person, revocations left out.
    fn told(&self, address: &str) -> impl Iterator<Item = &Evidence> {
        self.of(address).filter(|one| one.statement.action != Action::Revoke)
    }

    /// What was told of a person and not taken back.
    fn open(&self, address: &str) -> impl Iterator<Item = &Evidence> {
        self.told(address).filter(|one| !self.is_closed(one))
    }

    /// Whether something that was told was taken back.
    fn is_closed(&self, told: &Evidence) -> bool {
        let takes_back = |one: &Evidence| {
            one.statement.action == Action::Revoke
                && one.statement.plan == told.statement.plan
                && one.statement.approver == told.statement.approver
                && self.via_of(one) == self.via_of(told)
        };
        told.statement.action == Action::Revoke || self.known.evidence.iter().any(takes_back)
    }
}

fn is_approval(one: &Evidence) -> bool {
    one.statement.action == Action::Approve
}

fn is_rejection(one: &Evidence) -> bool {
    one.statement.action == Action::Reject
}
