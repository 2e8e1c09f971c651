//! Each reason for which a review counts for nothing, and what is signed beside what was signed before.

use std::collections::BTreeMap;

use review::approval::{Action, REVOKED, Risk, Statement};
use schema::Digest;

use super::*;
use crate::approval::{Evidence, stamp};
use crate::desired::Governance;
use crate::status::Timestamp;

/// Ada writes, bob and carol review; erin has two accounts, and mallory none that is known.
const PEOPLE: &str = r#"
[[person]]
name = "ada"
emails = ["ada@example.com"]
logins = ["github:Ada-L"]
[[person]]
name = "bob"
emails = ["bob@example.com", "bob@home.example"]
logins = ["github:bob"]
[[person]]
name = "carol"
emails = ["carol@example.com"]
logins = ["gitlab:carol"]
[[person]]
name = "erin"
emails = ["erin@example.com"]
logins = ["github:erin", "github:erin-bot"]
"#;

fn plan() -> Digest {
    Digest::of_parts([b"a plan".as_slice()])
}

fn at(minute: u32) -> Timestamp {
    format!("2026-11-30T10:{minute:02}:00Z").parse().expect("a moment")
}

fn people() -> Governance {
    let files = BTreeMap::from([("access/people.toml".to_owned(), PEOPLE.as_bytes().to_vec())]);
    Governance::load(&files).unwrap_or_else(|found| panic!("{found}"))
}

fn review(id: &str, by: &str, state: ReviewState, minute: u32) -> Review {
    Review { id: id.to_owned(), by: by.to_owned(), state, at: at(minute) }
}

fn approved(by: &str) -> Review {
    review("7", by, ReviewState::Approved, 30)
}

fn post(by: &str, minute: u32) -> Post {
    Post { by: by.to_owned(), at: at(minute), text: format!("shop-a: sha256:{} to run", &plan().hex()[..12]) }
}

/// Pushed at 10:10, the plan shown at 10:20.
fn request(reviews: Vec<Review>) -> Request {
    Request {
        number: 12,
        branch: "main".to_owned(),
        state: RequestState::Merged,
        author: "ada-l".to_owned(),
        pushed_by: Some("ada-l".to_owned()),
        pushed_at: at(10),
        reviews,
        posts: vec![post("CI-bot", 20)],
    }
}

/// What comes of the last account.
fn answer(request: &Request) -> Result<Vouched, String> {
    let people = people();
    let posted_by = ["ci-bot".to_owned()];
    let standard = Standard { forge: "github", branch: "main", posted_by: &posted_by, people: &people };
    judge(request, plan(), &standard).pop().expect("a review").answer
}

#[test]
fn a_review_counts_that_saw_the_plan_after_the_last_push() {
    let vouched = Vouched { review: "7".to_owned(), approves: true };
    assert_eq!(answer(&request(vec![approved("Bob")])), Ok(vouched.clone()));
    let later_words = review("9", "bob", ReviewState::Commented, 50);
    assert_eq!(answer(&request(vec![later_words, approved("bob")])), Ok(vouched.clone()));
    let again = vec![review("6", "bob", ReviewState::ChangesRequested, 25), approved("bob")];
    assert_eq!(answer(&request(again)), Ok(vouched));
}

#[test]
fn every_reason_for_which_an_approval_counts_for_nothing() {
    let good = || request(vec![approved("bob")]);
    let with = |change: &dyn Fn(&mut Request)| {
        let mut request = good();
        change(&mut request);
        answer(&request).expect_err("it does not count")
    };
    let shown_by = |by: &'static str| with(&move |request| request.posts = vec![post(by, 20)]);
    let cases: Vec<(String, &str)> = vec![
        (with(&|it| it.author = "BOB".to_owned()), "bob wrote the request"),
        (with(&|it| it.pushed_by = Some("bob".to_owned())), "bob pushed the last commit"),
        (with(&|it| it.pushed_by = None), "the forge does not tell who pushed the last commit"),
        (with(&|it| it.pushed_at = at(30)), "the last commit was pushed afterwards"),
        (with(&|it| it.posts.clear()), "the plan was not shown on the request"),
        (with(&|it| it.posts[0].text = "sha256:000000000000".to_owned()), "the plan was not shown on the request"),
        (
            with(&|it| it.posts[0].text = format!("sha256:{}", &plan().hex()[..11])),
            "the plan was not shown on the request",
        ),
        (shown_by("ada-l"), "the plan was not shown on the request"),
        (shown_by("bob"), "the plan was not shown on the request"),
        (with(&|it| it.posts = vec![post("ci-bot", 30)]), "the plan was shown on the request only afterwards"),
        (with(&|it| it.branch = "next".to_owned()), "the request goes to next and not to main"),
        (with(&|it| it.state = RequestState::Closed), "the request was closed without being merged"),
        (with(&|it| it.reviews.push(review("8", "bob", ReviewState::Dismissed, 40))), "the review was dismissed"),
        (with(&|it| it.reviews.push(review("8", "bob", ReviewState::Dismissed, 30))), "the review was dismissed"),
        (
            with(&|it| it.reviews = vec![approved("mallory")]),
            "nobody with an address in `access/people.toml` has the login `github:mallory`",
        ),
        (
            with(&|it| it.reviews = vec![approved("carol")]),
            "nobody with an address in `access/people.toml` has the login `github:carol`",
        ),
        (
            with(&|it| {
                it.author = "erin-bot".to_owned();
                it.reviews = vec![approved("erin")];
            }),
            "erin wrote the request",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn requested_changes_reject_whenever_the_plan_was_shown() {
    let mut request = request(vec![approved("bob"), review("8", "bob", ReviewState::ChangesRequested, 40)]);
    request.posts = vec![post("ci-bot", 50)];
    request.state = RequestState::Closed;
    assert_eq!(answer(&request), Ok(Vouched { review: "8".to_owned(), approves: false }));
    request.posts.clear();
    assert_eq!(answer(&request), Err("the plan was not shown on the request".to_owned()));
}

/// What was signed before.
fn told(action: Action, via: &str) -> Evidence {
    let statement = Statement {
        action,
        project: "shop".to_owned(),
        target: "shop-a".to_owned(),
        plan: plan(),
        base: plan(),
        revision: "none".to_owned(),
        risk: Risk::Low,
        approver: "bob@example.com".to_owned(),
        via: Some(via.to_owned()),
        expires: stamp(at(59)),
        reason: None,
    };
    let source = format!("approvals/{action} {via}");
    Evidence { source, statement, signed: Vec::new(), signature: Vec::new(), namespace: "" }
}

/// What is signed for bob, and why.
fn signed(reviews: Vec<Review>, evidence: &[Evidence], ignored: &[(&str, &str)]) -> (Vec<(Action, String)>, String) {
    let people = people();
    let posted_by = ["ci-bot".to_owned()];
    let standard = Standard { forge: "github", branch: "main", posted_by: &posted_by, people: &people };
    let why = |source: &str| ignored.iter().find(|(known, _)| *known == source).map(|(_, why)| (*why).to_owned());
    let known = Known { plan: plan(), evidence, ignored: &why, now: at(45) };
    let judged = judge(&request(reviews), plan(), &standard);
    let outcome = outcomes("github", 12, &judged, &known).pop().expect("an outcome");
    assert!(outcome.said.iter().all(|said| said.address == "bob@example.com"), "{outcome:?}");
    (outcome.said.into_iter().map(|said| (said.action, said.via)).collect(), outcome.why)
}

const SEVEN: &str = "github review 7 of #12";
const EIGHT: &str = "github review 8 of #12";

#[test]
fn a_second_look_signs_nothing_again() {
    let (said, _) = signed(vec![approved("bob")], &[], &[]);
    assert_eq!(said, [(Action::Approve, SEVEN.to_owned())]);
    let (said, why) = signed(vec![approved("bob")], &[told(Action::Approve, SEVEN)], &[]);
    assert_eq!((said, why.as_str()), (vec![], "it is vouched for already"));
    let changes = review("8", "bob", ReviewState::ChangesRequested, 40);
    let (said, _) = signed(vec![changes.clone()], &[told(Action::Approve, SEVEN)], &[]);
    assert_eq!(said, [(Action::Reject, EIGHT.to_owned())]);
    let (said, _) = signed(vec![changes], &[told(Action::Reject, EIGHT)], &[]);
    assert_eq!(said, []);
}

#[test]
fn what_expired_is_signed_again() {
    let mut old = told(Action::Approve, SEVEN);
    old.statement.expires = stamp(at(44));
    assert_eq!(signed(vec![approved("bob")], &[old], &[]).0, [(Action::Approve, SEVEN.to_owned())]);
}

#[test]
fn what_does_not_hold_any_more_is_revoked_once() {
    let dismissed = || vec![approved("bob"), review("7", "bob", ReviewState::Dismissed, 40)];
    let approval = told(Action::Approve, SEVEN);
    let (said, why) = signed(dismissed(), std::slice::from_ref(&approval), &[]);
    assert_eq!((said, why.as_str()), (vec![(Action::Revoke, SEVEN.to_owned())], "the review was dismissed"));
    let taken_back = [approval.clone(), told(Action::Revoke, SEVEN)];
    assert_eq!(signed(dismissed(), &taken_back, &[]).0, []);
    let (said, why) = signed(vec![approved("bob")], &taken_back, &[]);
    assert_eq!((said, why.as_str()), (vec![], "it was taken back before: review again"));
    // The review is gone from the forge.
    let (said, _) = signed(Vec::new(), &[approval], &[]);
    assert_eq!(said, [(Action::Revoke, SEVEN.to_owned())]);
}

#[test]
fn a_new_approval_waits_until_a_revocation_was_heard() {
    let rejection = told(Action::Reject, EIGHT);
    let nine = || vec![review("9", "bob", ReviewState::Approved, 42)];
    let (said, _) = signed(nine(), std::slice::from_ref(&rejection), &[]);
    assert_eq!(said, [(Action::Revoke, EIGHT.to_owned())], "the rejection first, alone");
    let source = rejection.source.clone();
    let both = [rejection, told(Action::Revoke, EIGHT)];
    let (said, why) = signed(nine(), &both, &[]);
    assert_eq!((said, why.as_str()), (vec![], "the daemon has not heard yet that an earlier review was taken back"));
    let (said, _) = signed(nine(), &both, &[(&source, REVOKED)]);
    assert_eq!(said, [(Action::Approve, "github review 9 of #12".to_owned())]);
}

#[test]
fn other_plans_and_requests_are_left_alone() {
    let other_request = told(Action::Approve, "github review 7 of #112");
    assert_eq!(signed(vec![approved("bob")], &[other_request], &[]).0, [(Action::Approve, SEVEN.to_owned())]);
    let mut other_plan = told(Action::Approve, SEVEN);
    other_plan.statement.plan = Digest::of_parts([b"another".as_slice()]);
    assert_eq!(signed(vec![approved("bob")], &[other_plan], &[]).0, [(Action::Approve, SEVEN.to_owned())]);
}

#[test]
fn a_rejection_ends_only_where_its_account_says_so() {
    let rejection = told(Action::Reject, EIGHT);
    // The review cannot be found any more, or the plan is not shown any more.
    let people = people();
    let posted_by = ["nobody".to_owned()];
    let standard = Standard { forge: "github", branch: "main", posted_by: &posted_by, people: &people };
    let why = |_: &str| None;
    let evidence = [told(Action::Approve, SEVEN), rejection.clone()];
    let known = Known { plan: plan(), evidence: &evidence, ignored: &why, now: at(45) };
    for reviews in [vec![], vec![review("8", "bob", ReviewState::ChangesRequested, 40)]] {
        let judged = judge(&request(reviews), plan(), &standard);
        let said: Vec<_> = outcomes("github", 12, &judged, &known).into_iter().flat_map(|one| one.said).collect();
        assert_eq!(said, []);
    }
    // What is taken back of one request does not take back the rejection of another.
    let elsewhere = told(Action::Reject, "github review 3 of #11");
    let dismissed = vec![review("7", "bob", ReviewState::Dismissed, 40)];
    assert_eq!(signed(dismissed.clone(), &[told(Action::Approve, SEVEN), elsewhere.clone()], &[]).0, []);
    let (said, why) = signed(vec![approved("bob")], &[rejection, elsewhere], &[]);
    assert_eq!((said, why.as_str()), (vec![], "another review by them still requests changes"));
}

#[test]
fn what_went_with_a_revocation_of_another_request_is_signed_again() {
    let approval = told(Action::Approve, SEVEN);
    let (said, _) = signed(vec![approved("bob")], std::slice::from_ref(&approval), &[(&approval.source, REVOKED)]);
    assert_eq!(said, [(Action::Approve, SEVEN.to_owned())]);
    let (said, _) =
        signed(vec![approved("bob")], std::slice::from_ref(&approval), &[(&approval.source, "bob authored 1c97dcf")]);
    assert_eq!(said, []);
}
