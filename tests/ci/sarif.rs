//! What SARIF 2.1.0 demands of the objects that are written: their keys, their types, what must be there.
//!
//! From the standard (OASIS, sections 3.13 to 3.55); it allows no key that it does not name.

use serde_json::{Map, Value};

/// Everything that is wrong with a log.
pub(super) fn wrong(log: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    keys(log, "log", &["version", "runs"], &["$schema"], &mut wrong);
    if log["version"] != "2.1.0" {
        wrong.push("`version` is not 2.1.0".to_owned());
    }
    each(&log["runs"], "runs", &mut wrong, run);
    wrong
}

/// The value must be an object with these keys, and with no others than those.
fn keys<'v>(
    value: &'v Value,
    what: &str,
    needed: &[&str],
    allowed: &[&str],
    wrong: &mut Vec<String>,
) -> &'v Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let Some(object) = value.as_object() else {
        wrong.push(format!("{what} is no object: {value}"));
        return &NONE;
    };
    wrong.extend(needed.iter().filter(|key| !object.contains_key(**key)).map(|key| format!("{what} lacks `{key}`")));
    let foreign = object.keys().filter(|key| !needed.contains(&key.as_str()) && !allowed.contains(&key.as_str()));
    wrong.extend(foreign.map(|key| format!("{what} has `{key}`")));
    object
}

fn each(value: &Value, what: &str, wrong: &mut Vec<String>, check: impl Fn(&Value, &mut Vec<String>)) {
    match value.as_array() {
        Some(list) => list.iter().for_each(|one| check(one, wrong)),
        None => wrong.push(format!("{what} is no list")),
    }
}

fn text(value: &Value, what: &str, wrong: &mut Vec<String>) {
    if value.as_str().is_none_or(str::is_empty) {
        wrong.push(format!("{what} is no text: {value}"));
    }
}

fn run(run: &Value, wrong: &mut Vec<String>) {
    keys(run, "run", &["tool", "results"], &["invocations", "columnKind"], wrong);
    if !["utf16CodeUnits", "unicodeCodePoints"].iter().any(|kind| run["columnKind"] == *kind) {
        wrong.push("`columnKind` is none".to_owned());
    }
    let driver =
        &keys(&run["tool"], "tool", &["driver"], &["extensions"], wrong).get("driver").cloned().unwrap_or_default();
    keys(driver, "driver", &["name"], &["version", "informationUri", "rules"], wrong);
    each(&driver["rules"], "rules", wrong, rule);
    let ids: Vec<&Value> = driver["rules"].as_array().into_iter().flatten().map(|rule| &rule["id"]).collect();
    let mut seen: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
    seen.sort();
    seen.dedup();
    if seen.len() != ids.len() {
        wrong.push("two rules have one id".to_owned());
    }
    each(&run["invocations"], "invocations", wrong, invocation);
    each(&run["results"], "results", wrong, |one, wrong| result(one, &ids, wrong));
}

fn rule(rule: &Value, wrong: &mut Vec<String>) {
    keys(rule, "rule", &["id"], &["shortDescription", "help", "defaultConfiguration"], wrong);
    text(&rule["id"], "the id of a rule", wrong);
    message(&rule["shortDescription"], "shortDescription", wrong);
    message(&rule["help"], "help", wrong);
    keys(&rule["defaultConfiguration"], "defaultConfiguration", &[], &["level"], wrong);
    level(&rule["defaultConfiguration"]["level"], wrong);
}

/// A message, or a multiformatMessageString: both must have their plain text.
fn message(value: &Value, what: &str, wrong: &mut Vec<String>) {
    keys(value, what, &["text"], &["markdown"], wrong);
    text(&value["text"], what, wrong);
}

fn level(value: &Value, wrong: &mut Vec<String>) {
    if !["none", "note", "warning", "error"].iter().any(|level| *value == *level) {
        wrong.push(format!("{value} is no level"));
    }
}

fn invocation(invocation: &Value, wrong: &mut Vec<String>) {
    keys(invocation, "invocation", &["executionSuccessful"], &["toolExecutionNotifications"], wrong);
    if !invocation["executionSuccessful"].is_boolean() {
        wrong.push("`executionSuccessful` is neither true nor false".to_owned());
    }
    each(&invocation["toolExecutionNotifications"], "notifications", wrong, |note, wrong| {
        keys(note, "notification", &["message"], &["level"], wrong);
        message(&note["message"], "message", wrong);
        level(&note["level"], wrong);
    });
}

fn result(result: &Value, ids: &[&Value], wrong: &mut Vec<String>) {
    let allowed = ["ruleId", "ruleIndex", "level", "locations", "partialFingerprints", "properties", "fixes"];
    keys(result, "result", &["message"], &allowed, wrong);
    message(&result["message"], "message", wrong);
    level(&result["level"], wrong);
    let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
    if index.and_then(|index| ids.get(index)).is_none_or(|id| **id != result["ruleId"]) {
        wrong.push(format!("`ruleIndex` does not point at `{}`", result["ruleId"]));
    }
    each(&result["locations"], "locations", wrong, |location, wrong| {
        keys(location, "location", &[], &["physicalLocation"], wrong);
        let physical = &location["physicalLocation"];
        keys(physical, "physicalLocation", &["artifactLocation"], &["region"], wrong);
        artifact(&physical["artifactLocation"], wrong);
        region(&physical["region"], wrong);
    });
    let prints = result["partialFingerprints"].as_object();
    if prints.is_none_or(|prints| prints.is_empty() || !prints.values().all(Value::is_string)) {
        wrong.push("`partialFingerprints` are no texts".to_owned());
    }
    if !result["fixes"].is_null() {
        each(&result["fixes"], "fixes", wrong, fix);
    }
}

fn fix(fix: &Value, wrong: &mut Vec<String>) {
    keys(fix, "fix", &["artifactChanges"], &["description"], wrong);
    each(&fix["artifactChanges"], "artifactChanges", wrong, |change, wrong| {
        keys(change, "artifactChange", &["artifactLocation", "replacements"], &[], wrong);
        artifact(&change["artifactLocation"], wrong);
        each(&change["replacements"], "replacements", wrong, |one, wrong| {
            keys(one, "replacement", &["deletedRegion"], &["insertedContent"], wrong);
            region(&one["deletedRegion"], wrong);
        });
    });
}

/// A relative URI reference without a character that must be escaped.
fn artifact(artifact: &Value, wrong: &mut Vec<String>) {
    keys(artifact, "artifactLocation", &["uri"], &["uriBaseId"], wrong);
    let uri = artifact["uri"].as_str().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    if uri.is_empty() || uri.starts_with('/') || !uri.chars().all(is_plain) {
        wrong.push(format!("`{uri}` is no relative reference"));
    }
}

fn region(region: &Value, wrong: &mut Vec<String>) {
    let names = ["startLine", "startColumn", "endLine", "endColumn"];
    keys(region, "region", &["startLine"], &names, wrong);
    let [line, column, end_line, end_column] = names.map(|name| region[name].as_u64().unwrap_or(0));
    if line < 1 || column < 1 || (end_line, end_column) < (line, column) {
        wrong.push(format!("{region} is no region"));
    }
}
