//! Statements, risk, quorum and verdicts, without a signature: who signed is said here.

use std::collections::{BTreeMap, BTreeSet};

use plan::HazardCode;
use schema::Digest;

use super::*;
use crate::condition::Condition;

fn digest(of: &str) -> Digest {
    Digest::of_parts([of.as_bytes()])
}

fn stamp(hour: u8) -> Stamp {
    Stamp::parse(&format!("2026-12-01T{hour:02}:00:00Z")).expect("a moment")
}

fn statement(action: Action) -> Statement {
    Statement {
        action,
        project: "shop".to_owned(),
        target: "shop-prod".to_owned(),
        plan: digest("plan"),
        base: digest("base"),
        revision: format!("sha1:{}", "1c97dcf0".repeat(5)),
        risk: Risk::High,
        approver: "alice@example.com".to_owned(),
        via: None,
        expires: stamp(20),
        reason: Some("adds index, reviewed lock impact".to_owned()),
    }
}

mod of_statements {
    use super::*;

    #[test]
    fn a_statement_has_one_text_and_reads_back() {
        let text = statement(Action::Approve).text();
        assert!(
            text.starts_with(
                "groundline-approval: v1\naction: approve\nproject: shop\ntarget: shop-prod\nplan: sha256:"
            )
        );
        assert!(text.ends_with("expires: 2026-12-01T20:00:00Z\nreason: adds index, reviewed lock impact\n"));
        for action in Action::ALL {
            let said = Statement { via: Some("github review 12".to_owned()), ..statement(action) };
            assert_eq!(Statement::parse(said.text().as_bytes()), Ok(said));
        }
    }

    #[test]
    fn bytes_that_are_not_that_text_are_no_statement() {
        let text = statement(Action::Approve).text();
        let wrong = |text: &str| Statement::parse(text.as_bytes()).expect_err(text).to_string();
        assert!(wrong(&text.replace('\n', "\r\n")).contains("line ends of Windows"));
        assert!(wrong(text.trim_end()).contains("no line feed"));
        assert!(wrong(&format!("{text}\n")).contains("is not `key: value`"));
        assert!(wrong(&text.replace("v1", "v2")).contains("first line"));
        assert!(wrong(&text.replace("reason: ", "note: ")).contains("line 11 has the key `note`"));
        assert!(wrong(&format!("{text}reason: twice\n")).contains("has the key `reason`"));
        assert!(
            wrong(&text.replace("project: shop\ntarget: shop-prod", "target: shop-prod\nproject: shop"))
                .contains("`project`")
        );
        assert!(wrong(&text.replace("project: shop", "project:  shop")).contains("without spaces"));
        assert!(wrong(&text.replace("project: shop", "project: shop ")).contains("without spaces"));
        assert!(wrong(&text.replace("risk: high\n", "")).contains("no `risk`"));
        assert!(wrong(&text.replace("risk: high", "risk: huge")).contains("`risk` is not"));
        assert!(wrong(&text.replace("sha1:1c", "sha1:1C")).contains("`revision` is not"));
        assert!(wrong(&text.replace("adds index", "adds \u{202e}index")).contains("does not show"));
        assert!(wrong(&text.replace("2026-12-01T20", "2026-12-01 20")).contains("`expires` is not"));
        assert!(wrong(&text.replace("alice@", "alice ")).contains("`approver` is not"));
        let plan = digest("plan").to_string();
        assert!(
            wrong(&text.replace(&plan, &plan.to_uppercase().replace("SHA256", "sha256"))).contains("`plan` is not")
        );
        let no_reason = Statement { reason: None, ..statement(Action::BreakGlass) };
        assert!(wrong(&no_reason.text()).contains("no `reason`"));
        assert!(wrong(&"a".repeat(LONGEST + 1)).contains("bytes"));
    }

    #[test]
    fn whatever_the_bytes_are_what_is_read_is_their_one_text() {
        let seed = statement(Action::Approve).text().into_bytes();
        let mut state = 0x9e37_79b9_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
        };
        for _ in 0..20_000 {
            let mut bytes = seed.clone();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                match random(4) {
                    0 => bytes[at] = u8::try_from(random(256)).unwrap_or(0),
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, b"\n\r: \xe2a"[random(6)]),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            if let Ok(read) = Statement::parse(&bytes) {
                assert_eq!(read.text().as_bytes(), bytes);
            }
        }
    }

    #[test]
    fn what_hides_is_written_out() {
        assert_eq!(printable("a\u{202e}b\u{7}\n\tc"), "a\\u{202e}b\\u{7}\n\tc");
    }
}

mod of_policies {
    use super::*;

    fn rule(when: &str, parts: &[(&str, u32)]) -> Rule {
        let part = |(from, count): &(&str, u32)| Part { from: From::parse(from).expect("from"), count: *count };
        Rule { when: Condition::parse(when, &OF_RULES).expect(when), approvals: parts.iter().map(part).collect() }
    }

    fn features(hazards: &[HazardCode]) -> Features {
        Features {
            environment: "prod".to_owned(),
            hazards: hazards.iter().copied().collect(),
            table_rows: Some(10),
            ..Features::default()
        }
    }

    #[test]
    fn risk_is_that_of_the_hazards_and_rules_only_raise_it() {
        let of_risk = |when: &str, level| RiskRule { when: Condition::parse(when, &OF_RISK).expect(when), level };
        let policy = ApprovalPolicy {
            risks: vec![
                of_risk("environment == \"prod\"", Risk::Moderate),
                of_risk("table_rows > 1000", Risk::Critical),
                of_risk("true", Risk::Low),
            ],
            ..ApprovalPolicy::default()
        };
        let dev = Features { environment: "dev".to_owned(), ..features(&[]) };
        assert_eq!(policy.risk(&dev), Risk::Low);
        assert_eq!(policy.risk(&features(&[HazardCode::IndexBuild])), Risk::Moderate);
        assert_eq!(policy.risk(&features(&[HazardCode::DataLoss])), Risk::High);
        let unknown = Features { table_rows: None, ..features(&[]) };
        assert_eq!(policy.risk(&unknown), Risk::Critical, "what is not known may be");
    }

    #[test]
    fn every_rule_that_may_hold_is_met() {
        let policy = ApprovalPolicy {
            rules: vec![
                rule("risk >= \"moderate\"", &[("group:dba", 1)]),
                rule("environment == \"prod\"", &[("group:owners", 2)]),
                rule("environment == \"dev\"", &[("anyone", 1)]),
            ],
            ..ApprovalPolicy::default()
        };
        assert_eq!(policy.demands(&features(&[]), Risk::Low).len(), 1);
        assert_eq!(policy.demands(&features(&[]), Risk::High).len(), 2);
        assert_eq!(policy.demands_of_change().len(), 3, "who may weaken a rule is whom the rules ask");
        let own = ApprovalPolicy { policy_change: Some(Vec::new()), ..policy };
        assert_eq!(own.demands_of_change().len(), 1);
    }
}

mod of_verdicts {
    use super::*;

    /// What is judged, with alice and bob in `dba`, bob and carol in `owners`, dave on call, erin in nothing.
    struct World {
        policy: ApprovalPolicy,
        demands: Vec<Demand>,
        authors: BTreeMap<String, String>,
        risk: Risk,
        said: Vec<Candidate>,
    }

    fn people(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    impl World {
        fn asking(demands: &[&[(&str, u32)]]) -> Self {
            let part = |(from, count): &(&str, u32)| Part { from: From::parse(from).expect("from"), count: *count };
            let demand = |parts: &&[(&str, u32)]| Demand { approvals: parts.iter().map(part).collect() };
            let policy = ApprovalPolicy {
                bridges: vec![Bridge { name: "forge".to_owned(), keys: Vec::new(), at_most: 1, up_to: Risk::High }],
                break_glass: Some(BreakGlass { on_call: vec![From::Person("dave".to_owned())], review_within: 3600 }),
                ..ApprovalPolicy::default()
            };
            let demands = demands.iter().map(demand).collect();
            Self { policy, demands, authors: BTreeMap::new(), risk: Risk::High, said: Vec::new() }
        }

        fn says(mut self, person: &str, action: Action, hour: u8) -> Self {
            let number = self.said.len();
            let statement = Statement { approver: format!("{person}@example.com"), ..statement(action) };
            self.said.push(Candidate {
                source: format!("approvals/{number}"),
                statement,
                digest: digest(&number.to_string()),
                signer: Ok(person.to_owned()),
                bridge: None,
                first_seen: stamp(hour),
                seen: i64::from(hour),
                latest: None,
                used_by: None,
            });
            self
        }

        fn but(mut self, change: impl FnOnce(&mut Candidate)) -> Self {
            change(self.said.last_mut().expect("somebody said something"));
            self
        }

        fn bridged(self, person: &str) -> Self {
            self.says(person, Action::Approve, 1).but(|one| one.bridge = Some("forge".to_owned()))
        }

        fn verdict(&self) -> Verdict {
            let groups = [("dba", people(&["alice", "bob"])), ("owners", people(&["bob", "carol"]))];
            let roster = Roster {
                people: people(&["alice", "bob", "carol", "dave", "erin"]),
                groups: groups.into_iter().map(|(name, members)| (name.to_owned(), members)).collect(),
            };
            let now = stamp(12);
            let case = Case {
                project: "shop",
                target: "shop-prod",
                plan: digest("plan"),
                base: digest("base"),
                risk: self.risk,
                demands: &self.demands,
                authors: &self.authors,
                now: &now,
            };
            judge(&case, &self.said, &self.policy, &roster)
        }

        fn sentence(&self) -> String {
            self.verdict().sentence()
        }
    }

    const DBA: &[&[(&str, u32)]] = &[&[("group:dba", 1)]];

    #[test]
    fn nothing_is_needed_where_no_rule_asks() {
        let verdict = World::asking(&[]).verdict();
        assert!(verdict.may_run() && !verdict.is_asked());
        assert_eq!(verdict.assurance, Assurance::Merged);
    }

    #[test]
    fn one_approval_of_a_member_is_enough_and_of_another_is_not() {
        assert_eq!(World::asking(DBA).sentence(), "needs 1 from dba");
        let approved = World::asking(DBA).says("alice", Action::Approve, 1).verdict();
        assert!(approved.may_run());
        assert_eq!((approved.assurance, approved.sentence().as_str()), (Assurance::Signed, "approved by alice"));
        assert!(!World::asking(DBA).says("erin", Action::Approve, 1).verdict().may_run());
        assert!(World::asking(&[&[("anyone", 1)]]).says("erin", Action::Approve, 1).verdict().may_run());
        assert!(World::asking(&[&[("person:erin", 1)]]).says("erin", Action::Approve, 1).verdict().may_run());
    }

    #[test]
    fn a_person_counts_once_however_often_they_speak() {
        let twice =
            World::asking(&[&[("group:dba", 2)]]).says("alice", Action::Approve, 1).says("alice", Action::Approve, 2);
        assert_eq!(twice.sentence(), "needs 1 more from dba");
        assert!(twice.says("bob", Action::Approve, 3).verdict().may_run());
    }

    #[test]
    fn parts_of_a_rule_are_met_by_people_of_their_own_and_the_best_places_are_found() {
        let both: &[&[(&str, u32)]] = &[&[("group:dba", 1), ("group:owners", 1)]];
        assert!(!World::asking(both).says("bob", Action::Approve, 1).verdict().may_run());
        let alice_and_bob = World::asking(both).says("bob", Action::Approve, 1).says("alice", Action::Approve, 2);
        assert!(alice_and_bob.verdict().may_run(), "bob moves to the owners when alice comes");
        let rules: &[&[(&str, u32)]] = &[&[("group:dba", 1)], &[("group:owners", 1)]];
        assert!(
            World::asking(rules).says("bob", Action::Approve, 1).verdict().may_run(),
            "of two rules each counts by itself"
        );
    }

    #[test]
    fn whoever_wrote_the_change_does_not_approve_it() {
        let mut world = World::asking(DBA).says("bob", Action::Approve, 1);
        world.authors.insert("bob".to_owned(), "1c97dcf".to_owned());
        assert_eq!(world.sentence(), "needs 1 from dba; bob's was ignored: bob authored 1c97dcf");
    }

    #[test]
    fn what_does_not_fit_the_plan_does_not_count() {
        let with =
            |change: fn(&mut Candidate)| World::asking(DBA).says("alice", Action::Approve, 1).but(change).sentence();
        assert!(with(|one| one.statement.plan = digest("other")).contains("it is for the plan"));
        assert!(with(|one| one.statement.base = digest("other")).contains("live objects"));
        assert!(with(|one| one.statement.target = "shop-eu".to_owned()).contains("it is for the target shop-eu"));
        assert!(with(|one| one.statement.project = "bank".to_owned()).contains("it is for the project bank"));
        assert!(with(|one| one.statement.expires = stamp(12)).contains("it expired at 2026-12-01T12:00:00Z"));
        assert!(with(|one| one.latest = Some(stamp(11))).contains("it expired at 2026-12-01T11:00:00Z"));
        assert!(
            with(|one| one.statement.risk = Risk::Moderate)
                .contains("given for risk moderate, and the risk is high now")
        );
        assert!(with(|one| one.used_by = Some(3)).contains("it was used for run 3"));
        assert!(with(|one| one.signer = Err("the key is not one of theirs".to_owned())).contains("not one of theirs"));
        assert!(with(|one| one.signer = Ok("mallory".to_owned())).contains("no such person"));
    }

    #[test]
    fn a_rejection_is_not_outvoted_and_is_revoked_by_the_same_person_only() {
        let world = World::asking(DBA).says("erin", Action::Reject, 1).says("alice", Action::Approve, 2);
        assert!(world.sentence().starts_with("rejected by erin: adds index"));
        let revoked_by = |person| {
            World::asking(DBA)
                .says("erin", Action::Reject, 1)
                .says("alice", Action::Approve, 2)
                .says(person, Action::Revoke, 3)
                .verdict()
        };
        assert!(!revoked_by("bob").may_run() && revoked_by("erin").may_run());
        let again = World::asking(&[]).says("erin", Action::Revoke, 2).says("erin", Action::Reject, 3);
        assert!(!again.verdict().may_run(), "what is said after a revoke counts, also where no approval is needed");
    }

    #[test]
    fn an_approval_is_revoked_also_when_both_are_seen_at_once() {
        let world = World::asking(DBA).says("alice", Action::Approve, 2).says("alice", Action::Revoke, 2);
        assert_eq!(world.sentence(), "needs 1 from dba; alice's was ignored: it was revoked by the same person");
        assert!(world.says("alice", Action::Approve, 3).verdict().may_run());
    }

    #[test]
    fn bridges_stay_within_their_cap_and_a_signature_counts_for_more() {
        let one = World::asking(DBA).bridged("alice").verdict();
        assert!(one.may_run());
        assert_eq!(one.assurance, Assurance::Bridged);
        let two: &[&[(&str, u32)]] = &[&[("group:dba", 2)]];
        assert!(!World::asking(two).bridged("alice").bridged("bob").verdict().may_run());
        let mixed = World::asking(two).bridged("alice").says("bob", Action::Approve, 1).verdict();
        assert!(mixed.may_run() && mixed.assurance == Assurance::Bridged);
        let signed =
            World::asking(two).bridged("alice").says("alice", Action::Approve, 1).says("bob", Action::Approve, 1);
        assert_eq!(signed.verdict().assurance, Assurance::Signed);
        let mut critical = World::asking(DBA).bridged("alice").but(|one| one.statement.risk = Risk::Critical);
        critical.risk = Risk::Critical;
        assert!(critical.sentence().contains("the bridge forge speaks of plans up to risk high"));
        let rejected = World::asking(DBA).says("alice", Action::Reject, 1).says("alice", Action::Revoke, 2);
        let rejected = rejected.but(|one| one.bridge = Some("forge".to_owned()));
        assert!(rejected.sentence().starts_with("rejected by alice"), "a bridge takes back only what a bridge told");
    }

    #[test]
    fn glass_is_broken_by_one_person_on_call_even_by_the_author() {
        let mut world = World::asking(DBA).says("dave", Action::BreakGlass, 1);
        world.authors.insert("dave".to_owned(), "1c97dcf".to_owned());
        let verdict = world.verdict();
        assert!(verdict.may_run() && matches!(verdict.standing, Standing::BrokenGlass { .. }));
        assert_eq!(
            (verdict.counted.len(), verdict.missing.len()),
            (1, 1),
            "it is known what is to be approved afterwards"
        );
        let other = World::asking(DBA).says("alice", Action::BreakGlass, 1);
        assert_eq!(other.sentence(), "needs 1 from dba; alice's was ignored: alice is not on call");
        let of_bridge =
            World::asking(DBA).says("dave", Action::BreakGlass, 1).but(|one| one.bridge = Some("forge".to_owned()));
        assert!(of_bridge.sentence().contains("a bridge cannot break the glass"));
        let rejected = World::asking(DBA).says("dave", Action::BreakGlass, 1).says("erin", Action::Reject, 1);
        assert!(!rejected.verdict().may_run(), "a rejection holds for everybody");
    }
}
