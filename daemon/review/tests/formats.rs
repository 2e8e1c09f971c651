//! Every format says the same of one review, and is valid in its own form.

use review::format::{Format, render};
use review::{Input, Policy, Review, Settings, apply, review};
use schema::Dialect;
use serde_json::Value;

const CHANGE: &str = "-- groundline: allow drop-table nobody reads it since May\nDROP TABLE old;\nDROP TABLE \"ünï\";\n\tCREATE INDEX i ON t (a); -- <é> & \"x\"\n-- groundline: allow truncate it was empty\nSELECT 1;\n";

fn reviewed(text: &str) -> Review {
    let policy = Policy::default();
    let (environment, target, schema) = (None, None, None);
    let settings = Settings {
        dialect: Dialect::Postgres,
        policy: &policy,
        environment,
        target,
        schema,
        is_wrapped: false,
        rows: Default::default(),
        bytes: Default::default(),
    };
    review(&settings, &[Input { path: "a b/ä.sql", text }])
}

fn rendered(format: Format) -> String {
    render(format, &reviewed(CHANGE), &[Input { path: "a b/ä.sql", text: CHANGE }], false)
}

fn json(format: Format) -> Value {
    serde_json::from_str(&rendered(format)).expect("the output is JSON")
}

#[test]
fn code_frames_show_the_line_and_what_is_meant_on_it() {
    let text = rendered(Format::Text);
    let frame = "error[drop-table]: the rows of `ünï` are lost\n --> a b/ä.sql:3:12\n  |\n3 | DROP TABLE \"ünï\";\n  |            ^^^^^\n  = help:";
    assert!(text.contains(frame), "{text}");
    assert!(text.contains("1 error, 2 warnings, 1 notice in 4 statements of 1 file"), "{text}");
}

#[test]
fn a_suppression_with_a_reason_silences_and_one_that_allows_nothing_is_told() {
    let review = reviewed(CHANGE);
    assert_eq!(review.summary.suppressed, 1);
    let unused = review.findings.iter().find(|finding| finding.rule == "unused-suppression").expect("it is told");
    assert_eq!((unused.line, unused.column), (5, 1));
}

#[test]
fn json_has_the_promised_keys() {
    let value = json(Format::Json);
    let first = &value["findings"][0];
    for key in ["rule", "level", "file", "line", "column", "end_line", "end_column", "message", "help", "fix"] {
        assert!(first.get(key).is_some(), "{key}");
    }
    assert_eq!(value["summary"]["errors"], 1);
}

#[test]
fn sarif_points_each_result_at_its_rule() {
    let value = json(Format::Sarif);
    assert_eq!(value["version"], "2.1.0");
    let run = &value["runs"][0];
    for result in run["results"].as_array().expect("there are results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1));
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert_eq!(uri, Some("a%20b/%C3%A4.sql"));
    }
}

#[test]
fn fingerprints_of_gitlab_survive_lines_that_come_before() {
    let prints = |text: &str| -> Vec<String> {
        let out = render(Format::Gitlab, &reviewed(text), &[Input { path: "a b/ä.sql", text }], false);
        let value: Value = serde_json::from_str(&out).expect("the output is JSON");
        let issues = value.as_array().expect("a list").iter();
        issues.map(|issue| issue["fingerprint"].as_str().expect("a text").to_owned()).collect()
    };
    let (one, other) =
        (prints("DROP TABLE a;\nDROP TABLE a;\n"), prints("SELECT 1;\n\nDROP TABLE a;\nDROP TABLE a;\n"));
    assert_eq!(one, other);
    assert_ne!(one.first(), one.get(1));
}

#[test]
fn annotations_are_one_line_each() {
    let text = rendered(Format::Github);
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
    assert!(text.contains("::error file=a b/ä.sql,line=3,"), "{text}");
}

#[test]
fn junit_is_well_formed() {
    let text = rendered(Format::Junit);
    let opened = text.matches("<testcase ").count();
    assert_eq!(opened, text.matches("</testcase>").count() + text.matches("\"/>").count());
    assert!(text.contains("failures=\"3\""), "{text}");
}

#[test]
fn the_comment_on_a_pull_request_can_be_found_again() {
    assert!(rendered(Format::Markdown).starts_with("<!-- groundline review -->\n"));
}

#[test]
fn fixes_are_applied_where_they_stand() {
    let review = reviewed(CHANGE);
    let only = review.findings.iter().filter(|finding| finding.rule == "index-not-concurrent");
    let (fixed, count) = apply(CHANGE, only);
    assert_eq!(count, 1);
    assert!(fixed.contains("\tCREATE INDEX CONCURRENTLY i ON t (a); -- <é>"), "{fixed}");
}
