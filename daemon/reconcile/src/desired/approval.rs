//! `policies/approval.toml`: what makes a plan risky, and who must agree to what.
//!
//! Not the judging, which is in `review`. Invariant: whoever is asked exists, and a condition asks only for what there is.

use std::time::Duration;

use access::{Account, People, SigningKey};
use review::approval::{ApprovalPolicy, BreakGlass, Bridge, From, OF_RISK, OF_RULES, Part, Risk, RiskRule, Rule};

use super::approval_keys::{APPROVAL, APPROVAL_PART, APPROVAL_RISK, APPROVAL_RULE, BREAK_GLASS, BRIDGE, POLICY_CHANGE};
use super::code::Code;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::rollout::duration;
use super::section::{Report, Section, document};
use super::source::{Source, quoted};
use super::value::{Text, Value};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);
/// The most people that one part may ask for.
const MOST: i64 = 100;

/// Where it is.
pub(super) const FILE: &str = "policies/approval.toml";

/// Who there is, and which environments: what the policy may name.
pub(super) struct Nameable<'a> {
    pub(super) people: &'a People,
    pub(super) environments: Option<&'a [Name]>,
}

/// Reads `policies/approval.toml`.
pub(super) fn read_approval(source: &Source, known: &Nameable<'_>, report: &mut Report) -> ApprovalPolicy {
    let read = |top: Section<'_>, report: &mut Report| policy(top, known, report);
    document(source, &APPROVAL, report, read).unwrap_or_default()
}

fn policy(mut top: Section<'_>, known: &Nameable<'_>, report: &mut Report) -> ApprovalPolicy {
    let longest = duration(&mut top, "longest", MINUTE..=365 * DAY, report).unwrap_or(30 * DAY);
    let keep_history = duration(&mut top, "keep_history", 365 * DAY..=36_500 * DAY, report).map(|kept| kept.as_secs());
    let mut policy = ApprovalPolicy { longest: Some(longest.as_secs()), keep_history, ..ApprovalPolicy::default() };
    let sections = top.take("rule").map(|value| value.tables(&APPROVAL_RULE, report)).unwrap_or_default();
    policy.rules = sections.into_iter().filter_map(|section| rule(section, known, report)).collect();
    let sections = top.take("risk").map(|value| value.tables(&APPROVAL_RISK, report)).unwrap_or_default();
    policy.risks = sections.into_iter().filter_map(|section| risk_rule(section, known, report)).collect();
    let section = top.take("policy-change").and_then(|value| value.table(&POLICY_CHANGE, report));
    policy.policy_change = section.and_then(|mut section| {
        let parts = approvals(&mut section, known, report);
        section.finish(report);
        parts
    });
    let section = top.take("break-glass").and_then(|value| value.table(&BREAK_GLASS, report));
    policy.break_glass = section.and_then(|section| break_glass(section, known, report));
    let sections = top.take("bridge").map(|value| value.tables(&BRIDGE, report)).unwrap_or_default();
    for section in sections {
        let bridge = bridge(section, &policy.bridges, known, report);
        policy.bridges.extend(bridge);
    }
    top.finish(report);
    policy
}

fn rule(mut section: Section<'_>, known: &Nameable<'_>, report: &mut Report) -> Option<Rule> {
    let when = section.require("when", report);
    let when = when.and_then(|value| value.string("'environment == \"prod\"'", report));
    let when = when.and_then(|text| text.condition(&OF_RULES, known.environments, report));
    let approvals = approvals(&mut section, known, report);
    section.finish(report);
    Some(Rule { when: when?, approvals: approvals? })
}

fn risk_rule(mut section: Section<'_>, known: &Nameable<'_>, report: &mut Report) -> Option<RiskRule> {
    let when = section.require("when", report);
    let when = when.and_then(|value| value.string("'table_rows > 1000000'", report));
    let when = when.and_then(|text| text.condition(&OF_RISK, known.environments, report));
    let level = section.require("level", report).and_then(|value| read_risk(&value, report));
    section.finish(report);
    Some(RiskRule { when: when?, level: level? })
}

fn read_risk(value: &Value<'_>, report: &mut Report) -> Option<Risk> {
    value.string("\"high\"", report)?.choose(&Risk::ALL.map(|risk| (risk.word(), risk)), report)
}

fn approvals(section: &mut Section<'_>, known: &Nameable<'_>, report: &mut Report) -> Option<Vec<Part>> {
    let value = section.require("approvals", report)?;
    let sections = value.tables(&APPROVAL_PART, report);
    if sections.is_empty() && value.is_list() {
        report.push(value.error(Code::BadValue, "`approvals` asks nobody, so the rule would add nothing"));
        return None;
    }
    let parts: Vec<_> = sections.into_iter().filter_map(|section| part(section, known, report)).collect();
    (!parts.is_empty()).then_some(parts)
}

fn part(mut section: Section<'_>, known: &Nameable<'_>, report: &mut Report) -> Option<Part> {
    let text = section.require("from", report).and_then(|value| value.string("\"group:dba\"", report));
    let from = text.as_ref().and_then(|text| read_from(text, known, report));
    let value = section.take("count");
    let count = value.as_ref().map_or(Some(1), |value| value.integer("1", report));
    section.finish(report);
    let (text, from, count) = (text?, from?, count?);
    if let Some(value) = value.filter(|_| !(1..=MOST).contains(&count)) {
        report.push(value.error(Code::BadValue, format!("`count` is {count}, and it goes from 1 to {MOST}")));
        return None;
    }
    let count = u32::try_from(count).ok()?;
    let there = u32::try_from(members(&from, known)).unwrap_or(u32::MAX);
    if count > there {
        let message =
            format!("`count` is {count}, and {} has {there} people: nothing could ever be approved", quoted(text.text));
        report.push(
            text.error(Code::BadValue, message)
                .hint("people who wrote a change do not approve it, so there should be more"),
        );
        return None;
    }
    Some(Part { from, count })
}

/// How many people could be meant.
fn members(from: &From, known: &Nameable<'_>) -> usize {
    let is_person = |name: &str| matches!(known.people.accounts.get(name), Some(Account::Person(_)));
    match from {
        From::Group(name) => {
            known.people.groups.get(name).map_or(0, |group| group.members.iter().filter(|name| is_person(name)).count())
        }
        From::Person(_) => 1,
        From::Anyone => known.people.accounts.keys().filter(|name| is_person(name)).count(),
    }
}

fn read_from(text: &Text<'_>, known: &Nameable<'_>, report: &mut Report) -> Option<From> {
    let Some(from) = From::parse(text.text) else {
        let message = format!("{} is nobody", quoted(text.text));
        report.push(text.error(Code::BadValue, message).hint("write \"group:NAME\", \"person:NAME\" or \"anyone\""));
        return None;
    };
    let (what, name, names): (_, _, Vec<&str>) = match &from {
        From::Anyone => return Some(from),
        From::Group(name) => ("group", name, known.people.groups.keys().map(String::as_str).collect()),
        From::Person(name) => ("person", name, people(known.people).collect()),
    };
    if names.contains(&name.as_str()) {
        return Some(from);
    }
    let message = format!("there is no {what} {}{}", quoted(name), did_you_mean(name, names.iter().copied()));
    let list = short_list(names.iter().copied()).map(|list| format!("`access/people.toml` has {list}"));
    let hint = list.unwrap_or_else(|| format!("write a `[[{what}]]` of that name into `access/people.toml`"));
    report.push(text.error(Code::UnknownAccount, message).hint(hint));
    None
}

fn people(people: &People) -> impl Iterator<Item = &str> {
    people.accounts.iter().filter(|(_, account)| matches!(account, Account::Person(_))).map(|(name, _)| name.as_str())
}

fn break_glass(mut section: Section<'_>, known: &Nameable<'_>, report: &mut Report) -> Option<BreakGlass> {
    let texts = section.require("on_call", report).and_then(|value| value.strings("[\"group:dba\"]", report));
    let on_call: Option<Vec<_>> =
        texts.map(|texts| texts.iter().filter_map(|text| read_from(text, known, report)).collect());
    let within = duration(&mut section, "review_within", Duration::from_secs(1)..=30 * DAY, report).unwrap_or(DAY);
    section.finish(report);
    Some(BreakGlass { on_call: on_call?, review_within: within.as_secs() })
}

fn bridge(mut section: Section<'_>, before: &[Bridge], known: &Nameable<'_>, report: &mut Report) -> Option<Bridge> {
    let text = section.require("name", report).and_then(|value| value.string("\"github\"", report));
    let name = text.as_ref().and_then(|text| text.parse(Name::parse, report)).map(|name| name.to_string());
    let texts = section.require("keys", report).and_then(|value| value.strings("[\"ssh-ed25519 AAAA…\"]", report));
    let keys: Vec<_> =
        texts.unwrap_or_default().iter().filter_map(|text| bridge_key(text, before, known, report)).collect();
    let at_most = match section.take("at_most") {
        Some(value) => value.integer("1", report).filter(|count| {
            let is_in = (0..=MOST).contains(count);
            if !is_in {
                report.push(value.error(Code::BadValue, format!("`at_most` is {count}, and it goes from 0 to {MOST}")));
            }
            is_in
        }),
        None => Some(1),
    };
    let up_to = section.take("up_to").map_or(Some(Risk::Moderate), |value| read_risk(&value, report));
    section.finish(report);
    if let (Some(text), Some(name)) = (&text, &name)
        && before.iter().any(|other| other.name == *name)
    {
        report.push(text.error(Code::DuplicateName, format!("the bridge `{name}` is already there")));
        return None;
    }
    Some(Bridge { name: name?, keys, at_most: u32::try_from(at_most?).ok()?, up_to: up_to? })
}

fn bridge_key(text: &Text<'_>, before: &[Bridge], known: &Nameable<'_>, report: &mut Report) -> Option<String> {
    let key = match SigningKey::parse(text.text) {
        Ok(key) => key,
        Err(error) => {
            let hint = "write the line of the `.pub` file: `ssh-ed25519 AAAA… comment`";
            report.push(text.error(Code::BadKey, format!("`keys`: {error}")).hint(hint).without_excerpt());
            return None;
        }
    };
    let of_person = known.people.accounts.iter().find_map(|(name, account)| match account {
        Account::Person(person) if person.keys.contains(&key) => Some(name),
        _ => None,
    });
    let of_bridge = before.iter().find(|bridge| bridge.keys.contains(&key.to_string())).map(|bridge| &bridge.name);
    if let Some(other) = of_person.or(of_bridge) {
        report.push(text.error(Code::DuplicateName, format!("this is already a key of `{other}`")));
        return None;
    }
    Some(key.to_string())
}
