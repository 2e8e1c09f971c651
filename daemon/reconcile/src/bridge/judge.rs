//! Whether a review on a forge counts for a plan.
//!
//! Invariant: an approval counts only where the reviewer could have seen this very plan, nothing was pushed afterwards, and the reviewer is
//! a known person who neither wrote nor pushed what is reviewed; each refusal has its sentence.

use std::collections::BTreeMap;

use schema::Digest;

use super::facts::{Post, Request, RequestState, Review, ReviewState};
use crate::desired::Governance;

/// The fewest digits by which a post names a plan.
const FEWEST: usize = 12;

/// What is demanded of requests.
#[derive(Clone, Copy, Debug)]
pub struct Standard<'a> {
    /// What the forge is called in `logins`.
    pub forge: &'a str,
    /// The branch that the daemon follows.
    pub branch: &'a str,
    /// The accounts whose posts show plans.
    pub posted_by: &'a [String],
    /// The people who count.
    pub people: &'a Governance,
}

/// A person, by name and first address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The address that statements name.
    pub address: String,
}

/// What the reviews of one account came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The account.
    pub account: String,
    /// Whose it is.
    pub person: Option<Person>,
    /// What its newest review says.
    pub state: ReviewState,
    /// What is vouched for, or why nothing is.
    pub answer: Result<Vouched, String>,
}

/// A review that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The review.
    pub review: String,
    /// Whether it approves; else it rejects.
    pub approves: bool,
}

/// Whether anybody named a plan on a request.
pub fn is_about(request: &Request, plan: Digest) -> bool {
    request.posts.iter().any(|post| names(post, plan))
}

/// Judges the reviews of a request for a plan: one answer for each account that reviewed, in the order of their names.
pub fn judge(request: &Request, plan: Digest, standard: &Standard<'_>) -> Vec<Judged> {
    let latest = latest(&request.reviews);
    let judging = Judging { request, plan, standard };
    latest.into_values().map(|review| judging.of(review)).collect()
}

/// The newest review of each account that decides something; where two are of one moment, that which lets less go.
fn latest(reviews: &[Review]) -> BTreeMap<String, &Review> {
    let strictness = |review: &Review| review.state != ReviewState::Approved;
    let mut latest: BTreeMap<String, &Review> = BTreeMap::new();
    for review in reviews.iter().filter(|review| review.state != ReviewState::Commented) {
        let known = latest.entry(review.by.to_lowercase()).or_insert(review);
        if (review.at, strictness(review)) > (known.at, strictness(known)) {
            *known = review;
        }
    }
    latest
}

struct Judging<'a> {
    request: &'a Request,
    plan: Digest,
    standard: &'a Standard<'a>,
}

impl Judging<'_> {
    fn of(&self, review: &Review) -> Judged {
        let person = self.person(&review.by);
        let answer = match review.state {
            ReviewState::Approved => self.approval(review, person.as_ref()),
            ReviewState::ChangesRequested => self.rejection(review, person.as_ref()),
            ReviewState::Dismissed => Err("the review was dismissed".to_owned()),
            ReviewState::Commented => Err("it only comments".to_owned()),
        };
        Judged { account: review.by.clone(), person, state: review.state, answer }
    }

    fn approval(&self, review: &Review, person: Option<&Person>) -> Result<Vouched, String> {
        self.is_meant()?;
        let (request, by) = (self.request, &review.by);
        let person = person.ok_or_else(|| self.unknown(by))?;
        if self.is_same(by, person, &request.author) {
            return Err(format!("{by} wrote the request"));
        }
        match &request.pushed_by {
            None => return Err("the forge does not tell who pushed the last commit".to_owned()),
            Some(pushed_by) if self.is_same(by, person, pushed_by) => {
                return Err(format!("{by} pushed the last commit"));
            }
            Some(_) => {}
        }
        if review.at <= request.pushed_at {
            return Err("the last commit was pushed afterwards".to_owned());
        }
        let mut shown = request.posts.iter().filter(|post| self.shows(post)).peekable();
        if shown.peek().is_none() {
            return Err("the plan was not shown on the request".to_owned());
        }
        if !shown.any(|post| post.at < review.at) {
            return Err("the plan was shown on the request only afterwards".to_owned());
        }
        Ok(Vouched { review: review.id.clone(), approves: true })
    }

    /// A request for changes holds up whatever plan was shown on the request, whenever it was and whatever became of the request.
    fn rejection(&self, review: &Review, person: Option<&Person>) -> Result<Vouched, String> {
        person.ok_or_else(|| self.unknown(&review.by))?;
        if !self.request.posts.iter().any(|post| self.shows(post)) {
            return Err("the plan was not shown on the request".to_owned());
        }
        Ok(Vouched { review: review.id.clone(), approves: false })
    }

    fn is_meant(&self) -> Result<(), String> {
        if self.request.branch != self.standard.branch {
            return Err(format!("the request goes to {} and not to {}", self.request.branch, self.standard.branch));
        }
        match self.request.state {
            RequestState::Open | RequestState::Merged => Ok(()),
            RequestState::Closed => Err("the request was closed without being merged".to_owned()),
        }
    }

    /// Whether an account is the reviewer's, by name or because both are one person's.
    fn is_same(&self, by: &str, person: &Person, account: &str) -> bool {
        let other = self.person(account);
        by.eq_ignore_ascii_case(account) || other.is_some_and(|other| other.name == person.name)
    }

    fn person(&self, account: &str) -> Option<Person> {
        let login = format!("{}:{}", self.standard.forge, account).to_lowercase();
        let (name, person) = self.standard.people.persons().find(|(_, person)| person.logins.contains(&login))?;
        Some(Person { name: name.to_owned(), address: person.emails.first()?.clone() })
    }

    fn unknown(&self, account: &str) -> String {
        format!("nobody with an address in `access/people.toml` has the login `{}:{account}`", self.standard.forge)
    }

    /// Whether a post of an account that shows plans names the plan.
    fn shows(&self, post: &Post) -> bool {
        let is_by = self.standard.posted_by.iter().any(|account| account.eq_ignore_ascii_case(&post.by));
        is_by && names(post, self.plan)
    }
}

/// Whether a post names a plan.
fn names(post: &Post, plan: Digest) -> bool {
    let plan = plan.hex();
    post.text.match_indices("sha256:").any(|(at, mark)| {
        let rest = &post.text[at + mark.len()..];
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        end >= FEWEST && plan.starts_with(&rest[..end])
    })
}
