//! Policies: packs, levels by place, and what is refused.

use review::{Facts, Input, Level, PACKS, Place, Policy, Settings, review};
use schema::Dialect;

fn levels(policy: &str, environment: Option<&str>, path: &str, text: &str) -> Vec<(&'static str, Level)> {
    let policy = Policy::parse(policy).expect("the policy is valid");
    let settings = Settings { environment, ..Settings::new(Dialect::Postgres, &policy) };
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
    assert_eq!(
        refusal("[rules]\ndrop-tabel = \"error\""),
        "2:1: there is no rule `drop-tabel`; did you mean `drop-table`?"
    );
    assert!(refusal("[rules]\ndrop-table = \"fatal\"").contains("`off`, `notice`, `warning`, `error`"));
    assert!(
        refusal("[rules.naming-table]\nformt = \"x\"")
            .contains("did you mean `format`?; it has `level`, `format`, `max_length`")
    );
    assert!(refusal("[rules.naming-table]\nformat = \"(\"").contains("regular expression"));
    assert!(refusal("extends = [\"groundline:lax\"]").contains("`groundline:default`"));
    assert!(refusal("rule = 1").contains("1:1: `rule` is not a key of a review policy; did you mean `rules`?"));
    assert!(refusal("[path.\"a/**\"]\nrule = 1").contains("2:1: `rule` is not a key of [path.a/**]"));
    assert!(refusal("extends = [\"groundline:strikt\"]").contains("did you mean `groundline:strict`?"));
}

#[test]
fn every_fault_of_a_policy_is_told_at_once_with_its_place() {
    let text = "extends = [\"groundline:default\"]\n[rules]\ndrop-tabel = \"error\"\ntruncate = \"fatal\"\n\n[size.big]\nrow = 5\n";
    let faults = Policy::parse(text).expect_err("it is refused").0;
    let places: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(places, [(3, 1), (4, 12), (6, 7), (7, 1)], "{faults:?}");
    assert!(faults.iter().all(|fault| !fault.span.is_empty()));
}

fn read(files: &[(&str, &str)]) -> Result<Policy, String> {
    let find = |path: &str| {
        let found = files.iter().find(|(known, _)| *known == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "there is no such file".to_owned())
    };
    let (path, text) = files[0];
    Policy::read(path, text, &find).map_err(|faults| faults.to_string())
}

#[test]
fn a_policy_extends_files_that_are_named_from_where_it_is() {
    let policy = read(&[
        ("policies/review.toml", "extends = [\"review/team.toml\"]\n[rules]\ntruncate = \"error\"\n"),
        (
            "policies/review/team.toml",
            "extends = [\"groundline:default\", \"../base.toml\"]\n[rules]\ntruncate = \"off\"\ndrop-table = \"notice\"\n",
        ),
        ("policies/base.toml", "extends = []\n[rules]\ndrop-table = \"off\"\nselect-star = \"error\"\n"),
    ]);
    let policy = policy.expect("it is valid");
    let level = |code: &str| {
        let active = policy.active(Dialect::Postgres, &Place::default());
        active.into_iter().find(|active| active.rule.code == code).map(|active| active.level)
    };
    assert_eq!(level("truncate"), Some(Level::Error));
    assert_eq!(level("drop-table"), Some(Level::Notice));
    assert_eq!(level("select-star"), Some(Level::Error));
    assert_eq!(level("index-not-concurrent"), Some(Level::Warning), "the pack is part of it");
}

#[test]
fn files_that_extend_each_other_in_a_circle_are_refused() {
    let refused = read(&[
        ("policies/review.toml", "extends = [\"a.toml\"]"),
        ("policies/a.toml", "extends = [\"./b.toml\"]"),
        ("policies/b.toml", "\nextends = [\"a.toml\"]"),
    ])
    .expect_err("it is refused");
    assert_eq!(
        refused,
        "policies/b.toml:2:12: it extends itself: `policies/a.toml` → `policies/b.toml` → `policies/a.toml`"
    );
    assert!(read(&[("review.toml", "extends = [\"review.toml\"]")]).is_err_and(|why| why.contains("extends itself")));
}

#[test]
fn a_file_that_is_not_there_or_leads_out_is_refused_where_it_is_named() {
    for (name, words) in [
        ("x.toml", "policies/review.toml:1:12: cannot extend `policies/x.toml`: there is no such file"),
        ("../../etc/x.toml", "leaves the folder"),
        ("x", "there is no pack `x`"),
    ] {
        let refused = read(&[("policies/review.toml", &format!("extends = [\"{name}\"]"))]).expect_err("it is refused");
        assert!(refused.contains(words), "{refused}");
    }
}

fn sized(policy: &str, rows: &[(&str, u64)], bytes: &[(&str, u64)], text: &str) -> Vec<(&'static str, Level, usize)> {
    let policy = Policy::parse(policy).expect("the policy is valid");
    let mut facts = Facts::default();
    for (table, count) in rows {
        facts.tables.entry((*table).to_owned()).or_default().rows = Some(*count);
    }
    for (table, count) in bytes {
        facts.tables.entry((*table).to_owned()).or_default().bytes = Some(*count);
    }
    let settings = Settings { facts, ..Settings::new(Dialect::Postgres, &policy) };
    let found = review(&settings, &[Input { path: "a.sql", text }]).findings;
    found.into_iter().map(|finding| (finding.rule, finding.level, finding.line)).collect()
}

#[test]
fn a_class_of_tables_has_levels_of_its_own() {
    let policy = "extends = []\n[rules]\ntruncate = \"notice\"\n\
                  [size.big]\nrows = 1_000\n[size.big.rules.truncate]\nlevel = \"warning\"\n\
                  [size.huge]\nbytes = \"1GiB\"\n[size.huge.rules]\ndelete-without-where = \"error\"\ntruncate = \"error\"\n";
    let text = "TRUNCATE small;\nTRUNCATE big;\nTRUNCATE huge;\nTRUNCATE unknown;\nTRUNCATE small, big;\nDELETE FROM big;\nDELETE FROM huge;\n";
    let rows = [("small", 999), ("big", 1_000), ("huge", 5_000)];
    let found = sized(policy, &rows, &[("huge", 1 << 30)], text);
    let truncate = |level, line| ("truncate", level, line);
    assert_eq!(
        found,
        [
            truncate(Level::Notice, 1),
            truncate(Level::Warning, 2),
            truncate(Level::Error, 3),
            truncate(Level::Notice, 4),
            truncate(Level::Warning, 5),
            truncate(Level::Warning, 5),
            ("delete-without-where", Level::Error, 7),
        ]
    );
}

#[test]
fn a_class_follows_a_table_through_indexes_and_can_be_taken_over() {
    let base = "extends = []\n[size.big]\nrows = 10\n[size.big.rules]\nindex-not-concurrent = \"error\"\n";
    let text = "CREATE INDEX i ON t (a);\nCREATE INDEX j ON u (a);\n";
    assert_eq!(sized(base, &[("t", 10), ("u", 9)], &[], text), [("index-not-concurrent", Level::Error, 1)]);
    let own = "extends = [\"base.toml\"]\n[size.big.rules]\nindex-not-concurrent = \"notice\"\n";
    assert!(read(&[("a.toml", own), ("base.toml", base)]).is_ok(), "the bounds of a class are taken over");
    assert!(refusal("[size.big.rules]\ntruncate = \"off\"").contains("the class `big` has no bound"));
    assert!(refusal("[size.big]\nbytes = \"10 pounds\"").contains("a text such as"));
    assert!(refusal("[size.big]\nrows = -1").contains("a number of rows"));
}

#[test]
fn a_suppression_in_a_class_is_used_and_elsewhere_is_not_told_as_unused_by_mistake() {
    let policy = "extends = []\n[rules]\nunused-suppression = \"warning\"\n[size.big]\nrows = 10\n[size.big.rules]\ntruncate = \"error\"\n";
    let text = "-- groundline: allow truncate it is full of noise\nTRUNCATE t;\n";
    assert_eq!(sized(policy, &[("t", 10)], &[], text), []);
    assert_eq!(sized(policy, &[("t", 9)], &[], text), []);
}

#[test]
fn whatever_the_text_a_policy_is_read_or_refused() {
    let text = "extends = [\"groundline:default\"]\n[rules.naming-table]\nlevel = \"error\"\nformat = \"^a\"\n[size.big]\nrows = 5\n";
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        for piece in ["", "[", "\"", "= 9e999", "\u{0}", "😀", "]]\n"] {
            let broken = format!("{}{piece}{}", &text[..at], &text[(at + 2).min(text.len())..]);
            if let Err(faults) = Policy::parse(&broken) {
                assert!(faults.0.iter().all(|fault| fault.span.end <= broken.len() && fault.line >= 1), "{faults}");
            }
        }
    }
}

#[test]
fn a_table_is_new_in_the_file_that_creates_it_and_no_further() {
    let policy = Policy::default();
    let settings = Settings::new(Dialect::Postgres, &policy);
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
