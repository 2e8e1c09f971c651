//! Old findings: known again after edits, counted, and told when they are gone.

use review::{Baseline, Input, Policy, Review, Settings, review};
use schema::Dialect;

fn reviewed(path: &str, text: &str) -> Review {
    let policy = Policy::default();
    let settings = Settings::new(Dialect::Postgres, &policy);
    review(&settings, &[Input { path, text }])
}

fn baseline(path: &str, text: &str) -> Baseline {
    let made = Baseline::default().renewed(&reviewed(path, text).findings, &[path], |_| true);
    let read = Baseline::parse(&made.to_string()).expect("what is written can be read");
    assert_eq!(made, read);
    read
}

const OLD: &str =
    "DROP TABLE a;\n\nCREATE TABLE t (\n  id int,\n  \"weird \\ \u{7}name\" json\n);\nDELETE FROM u;\nDELETE FROM u;\n";

#[test]
fn old_findings_are_known_again_whatever_moves_around_them() {
    let baseline = baseline("a.sql", OLD);
    let count = baseline.len();
    assert!(count >= 3, "{baseline}");
    for edited in [
        OLD.to_owned(),
        format!("-- a comment\n\n\n{OLD}"),
        OLD.replace("DROP TABLE a", "drop   table\n  a").replace("drop   table", "DROP TABLE"),
        OLD.replace("CREATE TABLE t (\n  id int", "CREATE TABLE t (id   int"),
        format!("SELECT 1;\n{}", OLD.replace('\n', "\r\n")),
    ] {
        let mut review = reviewed("./a.sql", &edited);
        let sifted = baseline.sift(&mut review, &["./a.sql"]);
        assert!(review.findings.is_empty(), "{edited}\n{:?}", review.findings);
        assert_eq!((sifted.old.len(), sifted.stale.len(), review.summary.old), (count, 0, count), "{edited}");
        assert_eq!(review.summary.errors, 0);
    }
}

#[test]
fn a_new_finding_is_new_even_where_it_looks_like_an_old_one() {
    let baseline = baseline("a.sql", OLD);
    for (added, rule) in [("DROP TABLE b;\n", "drop-table"), ("DELETE FROM u;\n", "delete-without-where")] {
        let mut review = reviewed("a.sql", &format!("{OLD}{added}"));
        baseline.sift(&mut review, &["a.sql"]);
        let left: Vec<_> = review.findings.iter().map(|finding| finding.rule).collect();
        assert!(left.contains(&rule), "{added}: {left:?}");
    }
    let mut elsewhere = reviewed("b.sql", OLD);
    assert_eq!(baseline.sift(&mut elsewhere, &["b.sql"]).old.len(), 0);
}

#[test]
fn entries_that_match_nothing_are_told_for_the_files_that_were_reviewed() {
    let baseline = baseline("a.sql", OLD);
    let mut review = reviewed("a.sql", "DELETE FROM u;\n");
    let sifted = baseline.sift(&mut review, &["a.sql"]);
    let told: Vec<_> = sifted.stale.iter().map(|entry| (entry.rule.as_str(), entry.count)).collect();
    assert!(told.contains(&("drop-table", 1)) && told.contains(&("delete-without-where", 1)), "{told:?}");
    assert_eq!(review.summary.stale, sifted.stale.len());
    let mut other = reviewed("b.sql", "SELECT 1;\n");
    assert_eq!(baseline.sift(&mut other, &["b.sql"]).stale.len(), 0);
}

#[test]
fn writing_it_anew_keeps_what_was_not_reviewed_and_lets_go_of_what_is_gone() {
    let both = baseline("a.sql", OLD).renewed(&reviewed("b.sql", OLD).findings, &["b.sql"], |_| true);
    assert_eq!(both.files().into_iter().collect::<Vec<_>>(), ["a.sql", "b.sql"]);
    let shrunk = both.renewed(&reviewed("a.sql", "DROP TABLE a;\n").findings, &["a.sql"], |file| file != "b.sql");
    assert_eq!(shrunk.files().into_iter().collect::<Vec<_>>(), ["a.sql"]);
    assert!(shrunk.len() < both.len());
}

#[test]
fn no_literal_of_the_sql_is_written_down() {
    let text = "CREATE USER u PASSWORD 'topsecret';\nCREATE ROLE r WITH LOGIN PASSWORD 'topsecret';\nUPDATE t SET a = 'topsecret';\n";
    let written = baseline("a.sql", text).to_string();
    assert!(written.contains("[[finding]]") && !written.contains("topsecret"), "{written}");
}

#[test]
fn what_is_no_baseline_is_refused_with_its_place() {
    for (text, words) in [
        ("version = 2\n", "version 2"),
        ("version = 1\nfindings = []\n", "2:1: unknown field `findings`"),
        ("version = 1\n[[finding]]\nrule = 3\n", "3:8"),
        ("", "version"),
        ("\u{0}", "not a baseline"),
    ] {
        let error = Baseline::parse(text).expect_err("it is refused").to_string();
        assert!(error.contains(words), "{text:?}: {error}");
    }
}
