//! Formats keep their form whatever stands in file names, statements and messages.

use review::format::{Format, render};
use review::{Input, Policy, Review, Settings, review};
use schema::Dialect;
use serde_json::Value;

/// Pieces that mean something to a terminal, an XML reader, a table, a forge or a reader of workflow commands.
const NASTY: [&str; 26] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{0}",
    "\r",
    "\r\n::error file=x::y",
    "\n::error::y",
    "%0A%25",
    "]]>",
    "<script>alert(1)</script>",
    "&amp;",
    "\"'",
    "|",
    "\\|",
    "`",
    "```",
    "``` \n```",
    "![x](https://example.com/x)",
    "[x](y)",
    "@everyone",
    "\u{fffe}\u{ffff}",
    "\u{202e}evil",
    "\u{2028}",
    "😀é",
    "a,b:c",
    "../../x",
    "</details>",
    "\t",
];

/// Every piece as the name of a table, in a statement that has a finding, in a file of that name.
fn subjects() -> impl Iterator<Item = (String, String)> {
    let pairs = NASTY.iter().enumerate().map(|(at, piece)| (*piece, NASTY[(at * 7 + 3) % NASTY.len()]));
    pairs.map(|(piece, other)| {
        let name = format!("{piece}x{other}").replace('"', "\"\"");
        (format!("a {piece}/{other}.sql"), format!("DROP TABLE \"{name}\"; -- {piece}\nTRUNCATE t{other};\n"))
    })
}

fn reviewed(path: &str, text: &str) -> Review {
    let policy = Policy::default();
    let settings = Settings::new(Dialect::Postgres, &policy);
    review(&settings, &[Input { path, text }])
}

fn each(format: Format, check: impl Fn(&str, &Review)) {
    for (path, text) in subjects() {
        let review = reviewed(&path, &text);
        assert!(!review.findings.is_empty(), "{text:?}");
        check(&render(format, &review, &[Input { path: &path, text: &text }], false), &review);
    }
}

fn is_safe(sign: char) -> bool {
    !sign.is_control() && !matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn a_terminal_is_not_steered() {
    each(Format::Text, |out, _| {
        assert!(out.chars().all(|sign| sign == '\n' || is_safe(sign)), "{out:?}");
    });
}

#[test]
fn an_annotation_is_one_line_and_no_finding_makes_another() {
    each(Format::Github, |out, review| {
        assert_eq!(out.lines().count(), review.findings.len(), "{out:?}");
        for line in out.lines() {
            assert!(line.starts_with("::") && line.chars().all(is_safe), "{line:?}");
            let properties = line[2..].split("::").next().unwrap_or_default();
            let keys = properties.split_once(' ').map_or("", |(_, list)| list).split(',');
            assert!(keys.clone().count() >= 4 && keys.clone().all(|key| key.contains('=')), "{line:?}");
            let broken = line.replace("%25", "").replace("%0A", "").replace("%3A", "").replace("%2C", "");
            assert!(!broken.contains('%'), "{line:?}");
        }
    });
}

#[test]
fn json_of_every_kind_can_be_read() {
    for format in [Format::Json, Format::Sarif, Format::Gitlab] {
        each(format, |out, _| {
            serde_json::from_str::<Value>(out).unwrap_or_else(|error| panic!("{error}: {out}"));
        });
    }
}

#[test]
fn a_uri_of_sarif_has_no_character_that_a_uri_may_not_have() {
    each(Format::Sarif, |out, review| {
        let value: Value = serde_json::from_str(out).expect("it is JSON");
        for result in value["runs"][0]["results"].as_array().expect("a list") {
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a text");
            assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{uri}");
        }
        assert_eq!(value["runs"][0]["results"].as_array().map(Vec::len), Some(review.findings.len()));
    });
}

/// Reads XML of the form that is written: elements, attributes in double quotes, text, five entities.
fn check_xml(text: &str) -> usize {
    let allowed = |sign: char| matches!(sign, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    assert!(text.chars().all(allowed), "a character that XML has not: {text:?}");
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("it begins as XML");
    let mut open: Vec<&str> = Vec::new();
    let mut elements = 0;
    while let Some((before, behind)) = rest.split_once('<') {
        check_text(before);
        let (tag, after) = behind.split_once('>').expect("a tag is closed");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let values: Vec<_> = attributes.trim_end_matches('/').split('"').collect();
        assert!(values.len() % 2 == 1, "quotes in pairs: {tag}");
        for (at, value) in values.iter().enumerate() {
            if at % 2 == 1 { check_text(value) } else { assert!(value.is_empty() || value.ends_with('='), "{tag}") }
        }
        elements += 1;
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest}");
    elements
}

fn check_text(text: &str) {
    let known = ["amp;", "lt;", "gt;", "quot;", "#10;"];
    assert!(text.split('&').skip(1).all(|rest| known.iter().any(|entity| rest.starts_with(entity))), "{text:?}");
}

#[test]
fn junit_is_xml() {
    each(Format::Junit, |out, review| {
        assert!(check_xml(out) > review.findings.len(), "{out}");
    });
}

#[test]
fn a_table_of_a_comment_keeps_its_columns_and_nothing_breaks_out_of_a_fence() {
    each(Format::Markdown, |out, review| {
        let rows: Vec<_> = out.lines().filter(|line| line.starts_with("| ")).collect();
        assert_eq!(rows.len(), review.findings.len() + 1, "{out}");
        for row in rows {
            assert_eq!(row.matches('|').count(), 5, "{row}");
            assert!(!row.contains("<script") && !row.contains("](") && !row.contains("@everyone"), "{row}");
        }
        let fences = out.lines().filter(|line| line.starts_with("```")).count();
        assert_eq!(fences, 2 * review.findings.len(), "{out}");
        let mut is_outside = true;
        let outside = out.lines().filter(|line| {
            let is_fence = line.starts_with("```");
            is_outside ^= is_fence;
            is_outside && !is_fence
        });
        assert_eq!(outside.map(|line| line.matches("</details>").count()).sum::<usize>(), 1, "{out}");
        assert!(out.chars().all(|sign| sign == '\n' || is_safe(sign)), "{out:?}");
    });
}

#[test]
fn a_long_line_is_shown_around_what_is_meant() {
    let text = format!("SELECT '{}'; DROP TABLE \"ü\"; SELECT '{}';\n", "é".repeat(5_000), "é".repeat(5_000));
    let review = reviewed("a.sql", &text);
    let out = render(Format::Text, &review, &[Input { path: "a.sql", text: &text }], false);
    let mut lines = out.lines().skip_while(|line| !line.contains("[drop-table]")).skip(3);
    let (shown, marks) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    assert!(shown.chars().count() < 220, "{shown}");
    let at = marks.chars().position(|sign| sign == '^').expect("it is marked");
    assert_eq!(shown.chars().skip(at).take(3).collect::<String>(), "\"ü\"", "{shown}\n{marks}");
}
