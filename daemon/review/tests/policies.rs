//! Policies: packs, levels by place, and what is refused.

use review::{Input, Level, PACKS, Policy, Settings, review};
use schema::Dialect;

fn levels(policy: &str, environment: Option<&str>, path: &str, text: &str) -> Vec<(&'static str, Level)> {
    let policy = Policy::parse(policy).expect("the policy is valid");
    let (target, schema) = (None, None);
    let settings = Settings {
        dialect: Dialect::Postgres,
        policy: &policy,
        environment,
        target,
        schema,
        is_wrapped: false,
        facts: Default::default(),
    };
    let found = review(&settings, &[Input { path, text }]).findings;
    found.into_iter().map(|finding| (finding.rule, finding.level)).collect()
}

fn refusal(policy: &str) -> String {
    Policy::parse(policy).expect_err("it is refused").to_string()
}

#[test]
fn every_shipped_pack_loads() {
    for (name, _) in PACKS {
        Policy::pack(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn a_level_holds_where_it_is_set() {
    let policy = "[rules]\ntruncate = \"off\"\nmissing-lock-timeout = \"off\"\n[environment.prod.rules.truncate]\nlevel = \"error\"\n\
                  [path.\"old/**\".rules]\ntruncate = \"notice\"\n";
    let text = "TRUNCATE t;";
    assert_eq!(levels(policy, None, "a.sql", text), []);
    assert_eq!(levels(policy, Some("prod"), "a.sql", text), [("truncate", Level::Error)]);
    assert_eq!(levels(policy, Some("prod"), "old/x/a.sql", text), [("truncate", Level::Notice)]);
}

#[test]
fn a_policy_that_extends_nothing_has_every_rule_off() {
    assert_eq!(levels("extends = []", None, "a.sql", "DROP TABLE t;"), []);
}

#[test]
fn an_alias_stands_for_all_its_rules() {
    let policy = "extends = []\n[rules]\nstatement-where-require-update-delete = \"error\"\n";
    let found = levels(policy, None, "a.sql", "DELETE FROM t; UPDATE t SET a = 1;");
    assert_eq!(found, [("delete-without-where", Level::Error), ("update-without-where", Level::Error)]);
}

#[test]
fn what_no_rule_knows_is_refused_with_what_is_meant() {
    assert_eq!(refusal("[rules]\ndrop-tabel = \"error\""), "there is no rule `drop-tabel`; did you mean `drop-table`?");
    assert!(refusal("[rules]\ndrop-table = \"fatal\"").contains("`off`, `notice`, `warning`, `error`"));
    assert!(refusal("[rules.naming-table]\nformt = \"x\"").contains("it has `format`, `max_length`"));
    assert!(refusal("[rules.naming-table]\nformat = \"(\"").contains("regular expression"));
    assert!(refusal("extends = [\"groundline:lax\"]").contains("`groundline:default`"));
    assert!(refusal("rule = 1").contains("`rule` is not a key"));
}

#[test]
fn a_table_is_new_in_the_file_that_creates_it_and_no_further() {
    let policy = Policy::default();
    let (environment, target, schema) = (None, None, None);
    let settings = Settings {
        dialect: Dialect::Postgres,
        policy: &policy,
        environment,
        target,
        schema,
        is_wrapped: false,
        facts: Default::default(),
    };
    let first = Input { path: "1.sql", text: "CREATE TABLE t (a int PRIMARY KEY, b int); CREATE INDEX i ON t (b);" };
    let second = Input { path: "2.sql", text: "CREATE INDEX j ON t (b, a);" };
    let found = review(&settings, &[first, second]).findings;
    let rules: Vec<_> = found.iter().map(|finding| (finding.file.as_str(), finding.rule)).collect();
    assert!(rules.contains(&("2.sql", "index-not-concurrent")), "{rules:?}");
    assert!(!rules.iter().any(|(file, _)| *file == "1.sql"), "{rules:?}");
}

#[test]
fn one_bad_statement_never_blinds_the_rest() {
    for bad in
        ["FROBNICATE;", "\\connect x\n", "-- groundline: allow drop-table\n", "-- groundline: nonsense x\n", ")));"]
    {
        let text = format!("{bad}\nDROP TABLE t;");
        let found = levels("", None, "a.sql", &text);
        assert!(found.iter().any(|(rule, _)| *rule == "drop-table"), "{bad}: {found:?}");
        assert!(found.len() >= 2, "{bad}: {found:?}");
    }
}
