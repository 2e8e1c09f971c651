//! The review of texts that are broken in ways that look random, the same ones on every run: it never panics, every place is in the
//! text, and the cost grows with the text and no faster.
//!
//! The seeds are the SQL of `tests/cases`, and of `../shared` beside the checkout where it is; where it is not, the test says so.
//! `GROUNDLINE_MUTATIONS` sets how many variants there are.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use review::format::{Format, render};
use review::{Finding, Input, Policy, Review, Settings, apply, review};
use schema::Dialect;

/// Marsaglia's xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }
}

/// What has a meaning to whoever reads SQL.
const PIECES: [&str; 40] = [
    "(",
    ")",
    "((((",
    "'",
    "\"",
    "`",
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    "\n",
    ";",
    ",",
    "\\",
    "\u{0}",
    "😀",
    "é",
    "::",
    ".",
    "..",
    "=",
    "-- groundline: allow drop-table x\n",
    "-- groundline: allow\n",
    "DELIMITER //\n",
    "ALTER TABLE",
    "ADD COLUMN",
    "CREATE TABLE t (",
    "DROP",
    "CONCURRENTLY",
    "IF EXISTS",
    "CASCADE",
    "REFERENCES",
    "SELECT",
    "FROM",
    "WHERE",
    "VALUES (",
    "BEGIN",
    "1e999",
    "\u{feff}",
];

/// How much of a seed is taken: the review of a whole schema for each variant would say no more.
const LONGEST_SEED: usize = 1_500;

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() { collect(&path, found) } else { found.push(path) }
    }
}

fn seeds() -> Vec<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&manifest.join("../../tests/cases"), &mut files);
    assert!(!files.is_empty(), "tests/cases is part of the checkout");
    match ["../../../shared", "../../../../shared"]
        .iter()
        .map(|place| manifest.join(place))
        .find(|place| place.is_dir())
    {
        Some(shared) => collect(&shared, &mut files),
        None => eprintln!("skipped: there is no ../shared beside the checkout"),
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "sql" || ending == "jsonl"));
    files.sort();
    let mut seeds = Vec::new();
    for path in files {
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a seed can be read")).into_owned();
        // Pairs of JSON hold their SQL with escaped line ends.
        let text = text.replace("\\n", "\n").replace("\\\"", "\"");
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        let pieces = (text.len() / 20_000).clamp(1, 40);
        for _ in 0..pieces {
            let from = if pieces == 1 { 0 } else { text.floor_char_boundary(numbers.below(text.len())) };
            let to = text.floor_char_boundary(from + LONGEST_SEED);
            seeds.push(text[from..to.max(from)].to_owned());
        }
    }
    seeds
}

fn mutate(numbers: &mut Numbers, bytes: &mut Vec<u8>) {
    let at = numbers.below(bytes.len() + 1);
    let to = (at + numbers.below(14)).min(bytes.len());
    match numbers.below(8) {
        0 => drop(bytes.drain(at..to)),
        1 => bytes.truncate(at),
        2 => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap_or_default()),
        3 => {
            let copy = bytes[at..to].to_vec();
            bytes.splice(at..at, copy);
        }
        _ => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].bytes())),
    }
}

fn reviewed(dialect: Dialect, policy: &Policy, text: &str, schema: Option<&str>) -> Review {
    let schema = schema.map(|text| vec![Input { path: "schema.sql", text }]);
    let settings = Settings { schema, ..Settings::new(dialect, policy) };
    review(&settings, &[Input { path: "a.sql", text }])
}

/// What must hold of every finding, whatever the text.
fn check(text: &str, finding: &Finding) {
    let lines: Vec<_> = text.split('\n').collect();
    let is_place = |line: usize, column: usize| {
        line >= 1 && column >= 1 && lines.get(line - 1).is_some_and(|line| column <= line.chars().count() + 1)
    };
    let spans = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| &edit.span)).chain([&finding.span]);
    for span in spans {
        assert!(span.start <= span.end && text.get(span.clone()).is_some(), "{finding:?} in {text:?}");
    }
    let ends = is_place(finding.line, finding.column) && is_place(finding.end_line, finding.end_column);
    assert!(
        ends && (finding.line, finding.column) <= (finding.end_line, finding.end_column),
        "{finding:?} in {text:?}"
    );
}

/// A policy in which every rule is on.
fn everything() -> Policy {
    let mut policy = Policy::default();
    for rule in review::rules::RULES.iter() {
        policy.set(rule.code, None).expect("the rule is in the list");
    }
    policy
}

#[test]
fn a_broken_text_never_panics_and_every_place_is_in_it() {
    let seeds = seeds();
    let count = std::env::var("GROUNDLINE_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000);
    let policy = everything();
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    for round in 0..count {
        let mut bytes = seeds[numbers.below(seeds.len())].as_bytes().to_vec();
        for _ in 0..numbers.below(7) {
            mutate(&mut numbers, &mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let dialect = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite][round % 3];
        // What is broken is also what was there before, every second time.
        let found = reviewed(dialect, &policy, &text, (round % 2 == 0).then_some(&text));
        found.findings.iter().for_each(|finding| check(&text, finding));
        let (mended, _) = apply(&text, &found.findings);
        assert!(mended.len() <= 2 * text.len() + 10_000, "a fix is small");
        let format = [Format::Text, Format::Junit, Format::Markdown, Format::Github, Format::Sarif][round % 5];
        let out = render(format, &found, &[Input { path: "a.sql", text: &text }], true);
        assert!(found.findings.is_empty() || !out.is_empty());
    }
}

/// The least time of a few runs: what else the machine does only adds to it.
fn least(dialect: Dialect, policy: &Policy, text: &str) -> Duration {
    let run = || {
        let begun = Instant::now();
        reviewed(dialect, policy, text, None);
        begun.elapsed()
    };
    (0..2).map(|_| run()).min().unwrap_or_default()
}

#[test]
fn the_cost_grows_with_the_text_and_no_faster() {
    let policy = everything();
    let shapes = [
        "(",
        ")",
        "SELECT (",
        "'",
        "''",
        "\"a\"",
        "/*",
        "/* */",
        "-- groundline: allow drop-table x\n",
        "-- x\n",
        ";",
        ",",
        "a.",
        "a ",
        "\n",
        "SELECT 1; ",
        "DROP TABLE t; ",
        "DELETE FROM t; ",
        "CREATE TABLE t (a int); ",
        "ALTER TABLE t ADD a int; ",
        "ADD a int, ",
        "AND a = 1 ",
        "(1, 2), ",
        "BEGIN; ",
        "CASE WHEN ",
        "$a$ ",
        "\\x\n",
        "COPY t FROM stdin;\n",
        "😀",
        "CREATE INDEX i ON t (a); ",
        "UNION SELECT a FROM t ",
        "INSERT INTO t VALUES (1); ",
        "-- groundline: allow delete-without-where x\nDELETE FROM t;\n",
    ];
    let heads = ["", "SELECT 1 WHERE ", "ALTER TABLE t ", "CREATE TABLE t (", "INSERT INTO t VALUES "];
    let (small, factor) = (1_000, 16);
    let mut slow = Vec::new();
    for (at, shape) in shapes.iter().enumerate() {
        let dialect = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite][at % 3];
        let head = heads[at % heads.len()];
        for head in [head, ""] {
            let text = |size: usize| format!("{head}{}", shape.repeat(size / shape.len()));
            let floor = least(dialect, &policy, &text(small)).max(Duration::from_micros(500));
            let large = least(dialect, &policy, &text(small * factor));
            // What is square takes 256 times as long.
            let ratio = large.as_secs_f64() / floor.as_secs_f64();
            if ratio > 100.0 {
                slow.push(format!(
                    "{dialect:?} {head:?} + {shape:?}: {ratio:.0} times as long for {factor} times the text"
                ));
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
