//! How the cases of a rule are written and checked.
//!
//! A case is SQL. `mysql: ` or `sqlite: ` before it says its dialect, where the rule holds in several; what stands before a line
//! `---` is the schema that exists before the change.
//!
//! Invariant: every rule has at least three cases in which it fires and three in which it does not.

use std::collections::BTreeMap;

use schema::Dialect;

use crate::{Finding, Input, Level, Policy, Rule, Settings, apply, review};

fn dialect<'a>(rule: &Rule, case: &'a str) -> (Dialect, &'a str) {
    let known = [("postgres: ", Dialect::Postgres), ("mysql: ", Dialect::MySql), ("sqlite: ", Dialect::Sqlite)];
    let found = known.into_iter().find_map(|(prefix, dialect)| Some((dialect, case.strip_prefix(prefix)?)));
    found.unwrap_or((rule.engines[0], case))
}

/// Tables with about how many rows they have.
type Rows<'a> = &'a [(&'a str, u64)];

/// What a rule alone says of a case.
pub(crate) fn findings(rule: &Rule, case: &str, settings: &str, rows: Rows<'_>) -> Vec<Finding> {
    let (dialect, case) = dialect(rule, case);
    let (schema, text) = case.split_once("\n---\n").map_or((None, case), |(schema, text)| (Some(schema), text));
    let mut policy = Policy::parse(settings).expect("the settings of the case are valid");
    policy.only(&[rule.code.to_owned()]).expect("the rule is in the list");
    let schema = schema.map(|text| vec![Input { path: "schema.sql", text }]);
    let (environment, target, is_wrapped) = (None, None, false);
    let rows = rows.iter().map(|(table, rows)| ((*table).to_owned(), *rows)).collect();
    let settings =
        Settings { dialect, policy: &policy, environment, target, schema, is_wrapped, rows, bytes: BTreeMap::new() };
    review(&settings, &[Input { path: "change.sql", text }]).findings
}

/// Checks that a rule fires in some cases and not in others, and that its fixes silence it.
pub(crate) fn check(rule: &Rule, fires: &[&str], passes: &[&str]) {
    check_with(rule, "", fires, passes);
}

/// The same with settings of the rule, as TOML.
pub(crate) fn check_with(rule: &Rule, settings: &str, fires: &[&str], passes: &[&str]) {
    check_all(rule, settings, &[], fires, passes);
}

/// The same where tables have that many rows.
pub(crate) fn check_rows(rule: &Rule, rows: Rows<'_>, fires: &[&str], passes: &[&str]) {
    check_all(rule, "", rows, fires, passes);
}

fn check_all(rule: &Rule, settings: &str, rows: Rows<'_>, fires: &[&str], passes: &[&str]) {
    assert!(fires.len() >= 3 && passes.len() >= 3, "{}: three cases each", rule.code);
    assert!(!rule.summary().is_empty(), "{}: no page", rule.code);
    for case in fires {
        let found = findings(rule, case, settings, rows);
        assert!(!found.is_empty(), "{} must fire in: {case}", rule.code);
        assert!(found.iter().all(|finding| finding.rule == rule.code && finding.level > Level::Off));
        if found.iter().any(|finding| finding.fix.is_some()) {
            let text = case.split_once("\n---\n").map_or(*case, |(_, text)| text);
            let text = dialect(rule, text).1;
            let (fixed, count) = apply(text, &found);
            let prefix = &case[..case.len() - text.len()];
            let left = findings(rule, &format!("{prefix}{fixed}"), settings, rows);
            assert!(
                count > 0 && left.iter().all(|finding| finding.fix.is_none()),
                "{}: fixed to {fixed}: {left:?}",
                rule.code
            );
        }
    }
    for case in passes {
        let found = findings(rule, case, settings, rows);
        assert!(found.is_empty(), "{} must not fire in: {case}\n{found:#?}", rule.code);
    }
}
