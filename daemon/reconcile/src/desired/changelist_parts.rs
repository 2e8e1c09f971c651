//! The parts of a changelist: whom it is for, how it goes in pieces, its variables, its checks.
//!
//! Invariant: a part either is right or has said what is wrong with it, where it stands.

use std::collections::BTreeMap;
use std::time::Duration;

use review::condition::{Condition, ConditionFault};

use super::changelist::{Around, Batch, Check, Chosen, Expect, Literal, OF_TARGETS, Variable};
use super::changelist_keys::{BATCH, EXPECT, VARIABLE};
use super::code::Code;
use super::duration::{parse_duration, show_duration};
use super::nearest::{did_you_mean, short_list};
use super::section::{Report, Section};
use super::source::quoted;
use super::target::Places;
use super::value::{Text, Value};

/// The longest pause between two pieces.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// The most rows of a piece.
const MOST_ROWS: i64 = 1_000_000;

/// Reads the targets of a changelist.
pub(super) fn read_chosen(value: &Value<'_>, around: &Around<'_>, report: &mut Report) -> Option<Chosen> {
    if value.is_list() {
        let texts = value.strings("[\"shop-prod\"]", report)?;
        if texts.is_empty() {
            report.push(value.error(Code::BadValue, "`targets` is empty, so it would run nowhere"));
            return None;
        }
        texts.iter().for_each(|text| check_target(text, around, report));
        return Some(Chosen::Names(texts.iter().map(|text| text.text.to_owned()).collect()));
    }
    let text = value.string("'environment == \"prod\"', or a list of names", report)?;
    let condition = read_condition(&text, report)?;
    check_words(&text, &condition, around, report);
    Some(Chosen::Condition(condition))
}

fn read_condition(text: &Text<'_>, report: &mut Report) -> Option<Condition> {
    match Condition::parse(text.text, &OF_TARGETS) {
        Ok(condition) => Some(condition),
        Err(ConditionFault { span, message, hint }) => {
            report.push(text.within(&span).error(Code::BadCondition, message).maybe_hint(hint));
            None
        }
    }
}

fn check_target(text: &Text<'_>, around: &Around<'_>, report: &mut Report) {
    let Some(targets) = &around.targets else { return };
    let is_set = around.sets.iter().any(|set| set.name == text.text || set.could_have(text.text));
    if is_set || targets.iter().any(|target| target.name == text.text) {
        return;
    }
    let names =
        || targets.iter().map(|target| target.name.as_str()).chain(around.sets.iter().map(|set| set.name.as_str()));
    let message = format!("unknown target {}{}", quoted(text.text), did_you_mean(text.text, names()));
    let hint = short_list(names()).map(|list| format!("the targets are {list}"));
    report.push(text.error(Code::UnknownTarget, message).maybe_hint(hint));
}

/// What a condition is compared with has to exist: a word that is spelled wrong would choose nothing, in silence.
fn check_words(text: &Text<'_>, condition: &Condition, around: &Around<'_>, report: &mut Report) {
    if let Some(known) = around.environments {
        let names: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
        check_each(text, condition, ("environment", Code::UnknownEnvironment), &names, report);
    }
    let Some(targets) = around.targets.as_ref().filter(|_| around.sets.is_empty()) else { return };
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    check_each(text, condition, ("target", Code::UnknownTarget), &names, report);
    let schemas: Vec<&str> = targets.iter().map(|target| target.kind.schema.as_str()).collect();
    check_each(text, condition, ("schema", Code::UnknownSchema), &schemas, report);
}

fn check_each(text: &Text<'_>, condition: &Condition, (what, code): (&str, Code), known: &[&str], report: &mut Report) {
    for compared in condition.compared(what).into_iter().filter(|one| !known.contains(&one.text)) {
        let near = did_you_mean(compared.text, known.iter().copied());
        let message = format!("no target has the {what} {}{near}", quoted(compared.text));
        let mut listed = known.to_vec();
        listed.sort_unstable();
        listed.dedup();
        let hint = short_list(listed).map(|list| format!("there are {list}"));
        report.push(text.within(compared.span).error(code, message).maybe_hint(hint));
    }
}

/// Reads `batch`.
pub(super) fn read_batch(value: &Value<'_>, report: &mut Report) -> Option<Batch> {
    let mut section = value.table(&BATCH, report)?;
    let table = section.require("table", report).and_then(|value| value.string("\"orders\"", report));
    let size = section.take("size").map(|value| {
        let size = value.integer("5000", report)?;
        if (1..=MOST_ROWS).contains(&size) {
            return u64::try_from(size).ok();
        }
        report.push(value.error(Code::BadValue, format!("`size` is from 1 to {MOST_ROWS}, and this is {size}")));
        None
    });
    let pause = section.take("pause").map(|value| {
        let text = value.string("\"100ms\"", report)?;
        let pause = text.parse(parse_duration, report)?;
        if pause <= LONGEST_PAUSE {
            return Some(pause);
        }
        let message = format!("`pause` is at most `{}`", show_duration(LONGEST_PAUSE));
        report.push(text.error(Code::BadDuration, message));
        None
    });
    let origin = table.as_ref().map(|text| Places::of(&section, Some(text)).origin());
    section.finish(report);
    Some(Batch {
        table: table?.text.to_owned(),
        size: size.unwrap_or(Some(5000))?,
        pause: pause.unwrap_or(Some(Duration::ZERO))?,
        origin: origin?,
    })
}

/// Reads `[variables]`.
pub(super) fn read_variables(
    value: &Value<'_>,
    around: &Around<'_>,
    report: &mut Report,
) -> BTreeMap<String, Variable> {
    let mut variables = BTreeMap::new();
    for entry in value.entries("{ idle_days = 365 }", report).unwrap_or_default() {
        let key = entry.key();
        let is_name = !key.text.is_empty()
            && key.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !key.text.starts_with(|c: char| c.is_ascii_digit());
        if !is_name {
            let message = format!("{} is no name of a variable", quoted(key.text));
            report.push(key.error(Code::BadName, message).hint("letters, digits and `_`, first no digit: `idle_days`"));
            continue;
        }
        variables.extend(read_variable(&entry, around, report).map(|variable| (key.text.to_owned(), variable)));
    }
    variables
}

fn read_variable(entry: &Value<'_>, around: &Around<'_>, report: &mut Report) -> Option<Variable> {
    let origin = Places::at(entry.key().error(Code::BadValue, "")).origin();
    let none = || Variable {
        default: None,
        targets: BTreeMap::new(),
        labels: BTreeMap::new(),
        environments: BTreeMap::new(),
        origin: origin.clone(),
    };
    if !entry.is_table() {
        return Some(Variable { default: Some(read_literal(entry, report)?), ..none() });
    }
    let mut section = entry.table(&VARIABLE, report)?;
    let default = section.take("default").map(|value| read_literal(&value, report));
    let targets = by_name(&mut section, "targets", report, |text, report| {
        check_target(text, around, report);
        Some(text.text.to_owned())
    });
    let labels = by_name(&mut section, "labels", report, |text, report| match text.text.split_once('=') {
        Some((label, word)) if !label.is_empty() => Some((label.to_owned(), word.to_owned())),
        _ => {
            let message = format!("{} is no label with its word", quoted(text.text));
            report.push(text.error(Code::BadValue, message).hint("write the label, `=` and the word: \"region=eu\""));
            None
        }
    });
    let environments = by_name(&mut section, "environments", report, |text, report| {
        super::target::read_environment(text, around.environments, report).map(|name| name.to_string())
    });
    section.finish(report);
    let default = default.map_or(Some(None), |literal| literal.map(Some))?;
    Some(Variable { default, targets, labels, environments, origin })
}

fn by_name<K: Ord>(
    section: &mut Section<'_>,
    key: &str,
    report: &mut Report,
    read: impl Fn(&Text<'_>, &mut Report) -> Option<K>,
) -> BTreeMap<K, Literal> {
    let Some(value) = section.take(key) else { return BTreeMap::new() };
    let entries = value.entries("{ name = 1 }", report).unwrap_or_default();
    let pair =
        |entry: &Value<'_>, report: &mut Report| Some((read(&entry.key(), report)?, read_literal(entry, report)?));
    entries.iter().filter_map(|entry| pair(entry, report)).collect()
}

fn read_literal(value: &Value<'_>, report: &mut Report) -> Option<Literal> {
    if value.is_text() {
        let text = value.string("\"eu\"", report)?;
        return Some(Literal::Text(text.text.to_owned()));
    }
    if value.is_boolean() {
        return value.boolean("true", report).map(Literal::Truth);
    }
    value.integer("365", report).map(Literal::Number)
}

/// Reads one `[[check]]`.
pub(super) fn read_check(mut section: Section<'_>, report: &mut Report) -> Option<Check> {
    let when = section.require("when", report).and_then(|value| value.string("\"after\"", report));
    let is_after = when.and_then(|text| text.choose(&[("before", false), ("after", true)], report));
    let query = section.require("query", report).and_then(|value| value.string("\"SELECT …\"", report));
    let origin = query.as_ref().map(|text| Places::of(&section, Some(text)).origin());
    let expect = section.require("expect", report).and_then(|value| read_expect(&value, report));
    let message = section.take("message").map(|value| value.string("\"what it means\"", report));
    section.finish(report);
    Some(Check {
        is_after: is_after?,
        query: query?.text.trim().to_owned(),
        expect: expect?,
        message: message.map_or(Some(None), |text| text.map(|text| Some(text.text.to_owned())))?,
        origin: origin?,
    })
}

pub(super) fn read_expect(value: &Value<'_>, report: &mut Report) -> Option<Expect> {
    if value.is_text() {
        let text = value.string("\"no rows\"", report)?;
        let found = match text.text {
            "no rows" => Expect::NoRows,
            "rows" => Expect::Rows,
            other => {
                let message = format!("`expect` cannot be {}", quoted(other));
                let hint = format!("write \"no rows\" or \"rows\"; a value is written {{ value = \"{other}\" }}");
                report.push(text.error(Code::BadValue, message).hint(hint));
                return None;
            }
        };
        return Some(found);
    }
    if !value.is_table() {
        return value.integer("0", report).map(|number| Expect::Value(Literal::Number(number)));
    }
    let mut section = value.table(&EXPECT, report)?;
    let wanted = section.take("value").map(|value| read_literal(&value, report));
    let bound = |section: &mut Section<'_>, key: &str, report: &mut Report| {
        section.take(key).map(|value| value.integer("1", report))
    };
    let (least, most) = (bound(&mut section, "at_least", report), bound(&mut section, "at_most", report));
    let empty = section.error(Code::MissingKey, "`expect` says nothing");
    section.finish(report);
    match (wanted, least, most) {
        (Some(wanted), None, None) => wanted.map(Expect::Value),
        (None, None, None) => {
            report.push(empty.hint("write { value = 0 }, { at_least = 1 } or { at_most = 100 }"));
            None
        }
        (None, least, most) => {
            let unwrapped = |bound: Option<Option<i64>>| bound.map_or(Some(None), |bound| bound.map(Some));
            Some(Expect::Within { least: unwrapped(least)?, most: unwrapped(most)? })
        }
        (Some(_), ..) => {
            report.push(value.error(Code::BadValue, "`expect` has a value and bounds: take one of them out"));
            None
        }
    }
}
