//! How the cases of a rule are written and checked.
//!
//! A case is SQL. `mysql: ` or `sqlite: ` before it says its dialect, where the rule holds in several; what stands before a line
//! `---` is the schema that exists before the change.
//!
//! Invariant: every rule has at least three cases in which it fires and three in which it does not.

mod every;
mod written;

use schema::Dialect;

use crate::facts::{Explained, Facts, Probed, Scan, Server, TableFacts};
use crate::{Finding, Input, Known, Level, Policy, Rule, Settings, apply, review};

fn dialect<'a>(rule: &Rule, case: &'a str) -> (Dialect, &'a str) {
    let known = [("postgres: ", Dialect::Postgres), ("mysql: ", Dialect::MySql), ("sqlite: ", Dialect::Sqlite)];
    let found = known.into_iter().find_map(|(prefix, dialect)| Some((dialect, case.strip_prefix(prefix)?)));
    found.unwrap_or((rule.engines[0], case))
}

/// Tables with about how many rows they have.
type Rows<'a> = &'a [(&'a str, u64)];

/// What a case is reviewed with.
#[derive(Clone, Debug)]
pub(crate) struct Setup<'a> {
    /// Settings of the policy, as TOML.
    pub(crate) settings: &'a str,
    /// What a live database told.
    pub(crate) facts: Facts,
    /// What the caller knows.
    pub(crate) known: Known,
    /// The path of the file.
    pub(crate) path: &'a str,
    /// Paths of other files of the same review.
    pub(crate) others: &'a [&'a str],
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self { settings: "", facts: Facts::default(), known: Known::default(), path: "change.sql", others: &[] }
    }
}

/// The text of a case without its dialect and schema, and what stands before it.
fn parts<'a>(rule: &Rule, case: &'a str) -> (&'a str, &'a str) {
    let text = case.split_once("\n---\n").map_or_else(|| dialect(rule, case).1, |(_, text)| text);
    case.split_at(case.len() - text.len())
}

/// What a rule alone says of a case.
pub(crate) fn findings(rule: &Rule, case: &str, settings: &str, facts: &Facts) -> Vec<Finding> {
    in_setup(rule, case, &Setup { settings, facts: facts.clone(), ..Setup::default() })
}

/// What a rule alone says of a case with all that can be set up.
pub(crate) fn in_setup(rule: &Rule, case: &str, setup: &Setup<'_>) -> Vec<Finding> {
    reviewed(rule, case, setup, &[rule.code])
}

/// What some rules say of a case.
fn reviewed(rule: &Rule, case: &str, setup: &Setup<'_>, codes: &[&str]) -> Vec<Finding> {
    let (dialect, case) = dialect(rule, case);
    let (schema, text) = case.split_once("\n---\n").map_or((None, case), |(schema, text)| (Some(schema), text));
    let mut policy = Policy::parse(setup.settings).expect("the settings of the case are valid");
    let codes: Vec<_> = codes.iter().map(|code| (*code).to_owned()).collect();
    policy.only(&codes).expect("the rules are in the list");
    let schema = schema.map(|text| vec![Input { path: "schema.sql", text }]);
    let (facts, known) = (setup.facts.clone(), setup.known.clone());
    let settings = Settings { schema, facts, known, ..Settings::new(dialect, &policy) };
    let others = setup.others.iter().map(|path| Input { path, text: "" });
    let files: Vec<_> = others.chain([Input { path: setup.path, text }]).collect();
    review(&settings, &files).findings
}

/// Checks that a rule fires in some cases and not in others, and that its fixes silence it.
pub(crate) fn check(rule: &Rule, fires: &[&str], passes: &[&str]) {
    check_in(rule, &Setup::default(), fires, passes);
}

/// The same with settings of the rule, as TOML.
pub(crate) fn check_with(rule: &Rule, settings: &str, fires: &[&str], passes: &[&str]) {
    check_in(rule, &Setup { settings, ..Setup::default() }, fires, passes);
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
    check_in(rule, &Setup { settings, facts: facts.clone(), ..Setup::default() }, fires, passes);
}

/// The same with all that can be set up.
pub(crate) fn check_in(rule: &Rule, setup: &Setup<'_>, fires: &[&str], passes: &[&str]) {
    assert!(!rule.summary().is_empty(), "{}: no page", rule.code);
    for case in fires {
        let found = in_setup(rule, case, setup);
        assert!(!found.is_empty(), "{} must fire in: {case}", rule.code);
        assert!(found.iter().all(|finding| finding.rule == rule.code && finding.level > Level::Off));
        mended(rule, case, setup, &found);
    }
    for case in passes {
        let found = in_setup(rule, case, setup);
        assert!(found.is_empty(), "{} must not fire in: {case}\n{found:#?}", rule.code);
    }
}

/// Whether findings have fixes; if so, the fixed text can be read, and the fixes have silenced what they are for.
fn mended(rule: &Rule, case: &str, setup: &Setup<'_>, found: &[Finding]) -> bool {
    if found.iter().all(|finding| finding.fix.is_none()) {
        return false;
    }
    let codes = [rule.code, "syntax-error", "unparsed-statement"];
    let (before, text) = parts(rule, case);
    let (mut fixed, mut left) = (text.to_owned(), found.to_vec());
    // Of two fixes at one place the second is made when the first is done.
    for _ in 0..5 {
        let (next, count) = apply(&fixed, left.iter().filter(|finding| finding.rule == rule.code));
        if count == 0 {
            break;
        }
        fixed = next;
        left = reviewed(rule, &format!("{before}{fixed}"), setup, &codes);
    }
    let is_silent = left.iter().all(|finding| finding.fix.is_none() && finding.rule == rule.code);
    assert!(is_silent && left.len() < found.len(), "{}: fixed to {fixed}\n{left:#?}", rule.code);
    true
}
