//! What the server prints whole and lets change in part: options of foreign data, mappings of text search, what is published,
//! targets of statistics, whether an event trigger is enabled, the functions of languages, transforms and base types.

use std::collections::BTreeMap;

use schema::{Kind, Object, ObjectId};

use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::piece::Piece;
use crate::postgres::render::define;
use crate::postgres::sql::{described, name};

/// Whether the one definition can become the other in place, and back.
pub(in crate::postgres) fn can_alter(id: &ObjectId, from: &str, to: &str) -> bool {
    statements(id, from, to).is_some() && statements(id, to, from).is_some()
}

/// The piece that changes it.
pub(super) fn alter(old: &Object, id: &ObjectId, from: &str, to: &str) -> Option<Piece> {
    let (forth, back) = (statements(id, from, to)?, statements(id, to, from)?);
    let piece = Piece::new(id, format!("change {}", old.id)).run(forth, back);
    Some(match id.kind {
        Kind::ForeignTable => piece.lock(Lock::AccessExclusive),
        Kind::Publication | Kind::Statistics => piece.lock(Lock::ShareUpdateExclusive),
        Kind::TextSearchDictionary | Kind::TextSearchConfiguration => {
            piece.hazard(HazardCode::Correctness, format!("{id} makes other words of the same text"))
        }
        Kind::Language => {
            let is_trusted = |definition: &str| definition.starts_with("CREATE TRUSTED ");
            let opens = format!("everybody may write routines in {id}: it is trusted now");
            piece.hazard(HazardCode::Correctness, format!("routines in {id} are run by other functions")).hazard_if(
                is_trusted(to) && !is_trusted(from),
                HazardCode::AccessGranted,
                opens,
            )
        }
        Kind::Transform | Kind::BaseType => {
            piece.hazard(HazardCode::Correctness, format!("values go through other functions of {id}"))
        }
        _ => piece,
    })
}

fn statements(id: &ObjectId, from: &str, to: &str) -> Option<Vec<String>> {
    match id.kind {
        Kind::ForeignDataWrapper | Kind::Server | Kind::UserMapping | Kind::ForeignTable => options(id, from, to),
        Kind::TextSearchDictionary => dictionary(id, from, to),
        Kind::BaseType => super::base_type::changed(id, from, to),
        Kind::Language | Kind::Transform => Some(vec![to.replacen("CREATE ", "CREATE OR REPLACE ", 1)]),
        _ => {
            let (from, to) = (define(id, from), define(id, to));
            let (from, to) = (from.split_first()?, to.split_first()?);
            if from.0 == to.0 { rest(id, from.1, to.1) } else { None }
        }
    }
}

/// What follows the statement that creates it.
fn rest(id: &ObjectId, from: &[String], to: &[String]) -> Option<Vec<String>> {
    match id.kind {
        Kind::EventTrigger if to.is_empty() => Some(vec![format!("ALTER {} ENABLE", described(id))]),
        Kind::Statistics if to.is_empty() => Some(vec![format!("ALTER {} SET STATISTICS -1", described(id))]),
        Kind::EventTrigger | Kind::Statistics => Some(to.to_vec()),
        Kind::Publication => publication(from, to),
        Kind::TextSearchConfiguration => Some(mappings(id, from, to)),
        _ => None,
    }
}

/// How it publishes, then what. Nothing at all cannot be set.
fn publication(from: &[String], to: &[String]) -> Option<Vec<String>> {
    let what = |statements: &[String]| statements.get(1).cloned();
    if what(from).is_some() && what(to).is_none() {
        return None;
    }
    let mut all: Vec<String> = to.iter().filter(|statement| !from.contains(statement)).cloned().collect();
    // Conditions on the rows of a partitioned table go before it is published by its partitions.
    if to.first().is_some_and(|how| how.contains("publish_via_partition_root = false")) {
        all.reverse();
    }
    Some(all)
}

fn mappings(id: &ObjectId, from: &[String], to: &[String]) -> Vec<String> {
    let read = |statements: &[String]| -> BTreeMap<String, String> {
        let parts = statements.iter().filter_map(|one| one.split_once(" ADD MAPPING FOR ")?.1.split_once(" WITH "));
        parts.map(|(token, dictionaries)| (token.to_owned(), dictionaries.to_owned())).collect()
    };
    let (old, new) = (read(from), read(to));
    let alter = format!("ALTER {}", described(id));
    let gone = old.keys().filter(|token| !new.contains_key(*token));
    let gone = gone.map(|token| format!("{alter} DROP MAPPING FOR {token}"));
    let come = new.iter().filter(|(token, dictionaries)| old.get(*token) != Some(dictionaries));
    let come = come.map(|(token, dictionaries)| {
        let verb = if old.contains_key(token) { "ALTER" } else { "ADD" };
        format!("{alter} {verb} MAPPING FOR {token} WITH {dictionaries}")
    });
    gone.chain(come).collect()
}

/// The options of a dictionary; its template stays.
fn dictionary(id: &ObjectId, from: &str, to: &str) -> Option<Vec<String>> {
    fn read(definition: &str) -> Option<(&str, BTreeMap<&str, &str>)> {
        let (_, list) = definition.strip_suffix("\n)")?.split_once("TEMPLATE = ")?;
        let mut parts = list.split(",\n    ");
        let template = parts.next()?;
        Some((template, parts.filter_map(|part| part.split_once(" = ")).collect()))
    }
    let ((old_template, old), (template, new)) = (read(from)?, read(to)?);
    if old_template != template {
        return None;
    }
    let gone = old.keys().filter(|key| !new.contains_key(*key)).map(ToString::to_string);
    let come =
        new.iter().filter(|(key, value)| old.get(*key) != Some(value)).map(|(key, value)| format!("{key} = {value}"));
    let list: Vec<_> = gone.chain(come).collect();
    Some(vec![format!("ALTER {} ({})", described(id), list.join(", "))])
}

/// A definition apart: what stands before its options, these by name, and what stands after.
struct Parts<'a> {
    head: &'a str,
    version: Option<&'a str>,
    options: BTreeMap<&'a str, &'a str>,
    tail: &'a str,
}

fn parts<'a>(id: &ObjectId, definition: &'a str) -> Parts<'a> {
    const START: &str = " OPTIONS (\n    ";
    const END: &str = "\n)";
    // Columns of a foreign table have options too; its own stand after its server.
    let place = if id.kind == Kind::ForeignTable { definition.rfind(" SERVER ").unwrap_or(0) } else { 0 };
    let found = definition.get(place..).and_then(|rest| {
        let (head, options) = rest.split_once(START)?;
        let (options, tail) = options.split_once(END)?;
        Some((definition.get(..place + head.len())?, options, tail))
    });
    let (head, list, tail) = found.unwrap_or_else(|| match definition.split_once(";\n") {
        Some((head, _)) => (head, "", definition.get(head.len()..).unwrap_or_default()),
        None => (definition, "", ""),
    });
    let options = list.split(",\n    ").filter_map(|option| option.split_once(' ')).collect();
    let (head, version) = match head.split_once(" VERSION ").filter(|_| id.kind == Kind::Server) {
        Some((head, rest)) => (head, Some(rest)),
        None => (head, None),
    };
    Parts { head, version, options, tail }
}

fn options(id: &ObjectId, from: &str, to: &str) -> Option<Vec<String>> {
    let (old, new) = (parts(id, from), parts(id, to));
    if old.tail != new.tail {
        return None;
    }
    let mut all = Vec::new();
    match (old.version, new.version) {
        _ if old.head == new.head && old.version == new.version => {}
        (Some(before), Some(after)) if old.head == new.head => {
            let ((_, before), (version, after)) =
                (before.split_once(" FOREIGN DATA ")?, after.split_once(" FOREIGN DATA ")?);
            if before != after {
                return None;
            }
            all.push(format!("ALTER SERVER {} VERSION {version}", name(id)));
        }
        _ => return None,
    }
    let gone = old.options.keys().filter(|key| !new.options.contains_key(*key)).map(|key| format!("DROP {key}"));
    let come = new
        .options
        .iter()
        .filter(|(key, value)| old.options.get(*key) != Some(value))
        .map(|(key, value)| format!("{} {key} {value}", if old.options.contains_key(key) { "SET" } else { "ADD" }));
    let list: Vec<_> = gone.chain(come).collect();
    if !list.is_empty() {
        all.push(format!("ALTER {} OPTIONS ({})", described(id), list.join(", ")));
    }
    Some(all)
}
