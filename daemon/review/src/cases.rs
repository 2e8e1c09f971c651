//! How the cases of a rule are written and checked.
//!
//! A case is SQL. `mysql: ` or `sqlite: ` before it says its dialect, where the rule holds in several; what stands before a line
//! `---` is the schema that exists before the change.
//!
//! Invariant: every rule has at least three cases in which it fires and three in which it does not.

use schema::Dialect;

use crate::facts::{Explained, Facts, Probed, Scan, Server, TableFacts};
use crate::{Finding, Input, Level, Policy, Rule, Settings, apply, review};

fn dialect<'a>(rule: &Rule, case: &'a str) -> (Dialect, &'a str) {
    let known = [("postgres: ", Dialect::Postgres), ("mysql: ", Dialect::MySql), ("sqlite: ", Dialect::Sqlite)];
    let found = known.into_iter().find_map(|(prefix, dialect)| Some((dialect, case.strip_prefix(prefix)?)));
    found.unwrap_or((rule.engines[0], case))
}

/// Tables with about how many rows they have.
type Rows<'a> = &'a [(&'a str, u64)];

/// What a rule alone says of a case.
pub(crate) fn findings(rule: &Rule, case: &str, settings: &str, facts: &Facts) -> Vec<Finding> {
    let (dialect, case) = dialect(rule, case);
    let (schema, text) = case.split_once("\n---\n").map_or((None, case), |(schema, text)| (Some(schema), text));
    let mut policy = Policy::parse(settings).expect("the settings of the case are valid");
    policy.only(&[rule.code.to_owned()]).expect("the rule is in the list");
    let schema = schema.map(|text| vec![Input { path: "schema.sql", text }]);
    let (environment, target, is_wrapped) = (None, None, false);
    let facts = facts.clone();
    let settings = Settings { dialect, policy: &policy, environment, target, schema, is_wrapped, facts };
    review(&settings, &[Input { path: "change.sql", text }]).findings
}

/// Checks that a rule fires in some cases and not in others, and that its fixes silence it.
pub(crate) fn check(rule: &Rule, fires: &[&str], passes: &[&str]) {
    check_with(rule, "", fires, passes);
}

/// The same with settings of the rule, as TOML.
pub(crate) fn check_with(rule: &Rule, settings: &str, fires: &[&str], passes: &[&str]) {
    check_facts(rule, settings, Facts::NONE, fires, passes);
}

/// The same where tables have that many rows.
pub(crate) fn check_rows(rule: &Rule, rows: Rows<'_>, fires: &[&str], passes: &[&str]) {
    check_facts(rule, "", &told(rows), fires, passes);
}

/// A database that tells how many rows tables have.
pub(crate) fn told(rows: Rows<'_>) -> Facts {
    let of = |rows: u64| TableFacts { rows: Some(rows), ..TableFacts::default() };
    let tables = rows.iter().map(|(table, rows)| ((*table).to_owned(), of(*rows))).collect();
    Facts { server: Some(Server::default()), tables, ..Facts::default() }
}

/// A database that also explains statements: how many rows each changes, all of them read from `t`.
pub(crate) fn explaining(rows: Rows<'_>, statements: &[(&str, u64)]) -> Facts {
    let scan = |rows| Scan { table: "t".to_owned(), access: "ALL".to_owned(), is_full: true, rows };
    let of = |rows: u64| Explained::Rows { rows, is_more: false, is_counted: false, scans: vec![scan(None)] };
    let explained = statements.iter().map(|(text, rows)| ((*text).to_owned(), of(*rows))).collect();
    Facts { explained, ..told(rows) }
}

/// What a rule says of a case where every look at the rows brings the same.
pub(crate) fn settled(rule: &Rule, case: &str, answer: &Probed) -> Finding {
    let asked = findings(rule, case, "", &told(&[]));
    let probe = asked.into_iter().find_map(|finding| finding.probe).expect("the finding asks for a look at the rows");
    let probes = [(probe.query, answer.clone())].into_iter().collect();
    let found = findings(rule, case, "", &Facts { probes, ..told(&[]) });
    found.into_iter().find(|finding| finding.probe.is_some()).expect("it still fires")
}

/// Checks what a look at the rows makes of a finding, and the query that is asked.
pub(crate) fn check_probe(rule: &Rule, case: &str, query: &str) {
    let proven = settled(rule, case, &Probed::Found { rows: 3, is_more: false });
    assert_eq!(proven.probe.as_ref().map(|probe| probe.query.as_str()), Some(query), "{}", rule.code);
    assert!(proven.level == Level::Error && proven.message.contains("; proven, "), "{}", proven.message);
    assert_eq!(proven.known_by, crate::Knowledge::Live);
    let clean = settled(rule, case, &Probed::Clean);
    assert!(clean.level == Level::Notice && clean.message.contains("; the data allows it now"), "{}", clean.message);
    let open = settled(rule, case, &Probed::Unknown("it is big".to_owned()));
    assert!(open.level == rule.level && open.message.ends_with("; not looked at: it is big"), "{}", open.message);
}

/// The same where a database told something.
pub(crate) fn check_facts(rule: &Rule, settings: &str, facts: &Facts, fires: &[&str], passes: &[&str]) {
    assert!(fires.len() >= 3 && passes.len() >= 3, "{}: three cases each", rule.code);
    assert!(!rule.summary().is_empty(), "{}: no page", rule.code);
    for case in fires {
        let found = findings(rule, case, settings, facts);
        assert!(!found.is_empty(), "{} must fire in: {case}", rule.code);
        assert!(found.iter().all(|finding| finding.rule == rule.code && finding.level > Level::Off));
        if found.iter().any(|finding| finding.fix.is_some()) {
            let text = case.split_once("\n---\n").map_or(*case, |(_, text)| text);
            let text = dialect(rule, text).1;
            let (fixed, count) = apply(text, &found);
            let prefix = &case[..case.len() - text.len()];
            let left = findings(rule, &format!("{prefix}{fixed}"), settings, facts);
            assert!(
                count > 0 && left.iter().all(|finding| finding.fix.is_none()),
                "{}: fixed to {fixed}: {left:?}",
                rule.code
            );
        }
    }
    for case in passes {
        let found = findings(rule, case, settings, facts);
        assert!(found.is_empty(), "{} must not fire in: {case}\n{found:#?}", rule.code);
    }
}
