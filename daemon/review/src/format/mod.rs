//! How findings are printed: for people, and for each CI system in its own form.
//!
//! Not where it is printed to, nor in what colour a terminal is.
//!
//! Invariant: the same review prints the same bytes, in every format.

mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod plans;
mod sarif;
mod text;

use crate::estimate::Statement;
use crate::planned::PlanFinding;
use crate::review::{Input, Review};

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Code frames for people.
    Text,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub, Gitea and Forgejo.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// A comment on a pull request.
    Markdown,
}

/// Prints a review; the files are those that were reviewed.
pub fn render(format: Format, review: &Review, files: &[Input<'_>], colour: bool) -> String {
    match format {
        Format::Text => text::render(review, files, colour),
        Format::Json => json::render(review),
        Format::Sarif => sarif::render(&plans::as_findings(review), files),
        Format::Junit => junit::render(review, files),
        Format::Github => github::render(&plans::as_findings(review)),
        Format::Gitlab => gitlab::render(&plans::as_findings(review), files),
        Format::Markdown => markdown::render(review, files),
    }
}

/// A review as JSON, for whoever adds to it.
pub fn json_value(review: &Review) -> serde_json::Value {
    json::value(review)
}

/// The findings about one plan, for people.
pub fn plan_findings(findings: &[PlanFinding], colour: bool) -> String {
    text::of_plans(findings, colour)
}

/// A text of a file, or about one, as it may be printed: what would steer a terminal or turn the direction of writing is replaced,
/// one character by one, so that columns stay.
pub fn plain(text: &str) -> String {
    let is_hidden = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    text.chars().map(|sign| if is_hidden(sign) && sign != '\n' { char::REPLACEMENT_CHARACTER } else { sign }).collect()
}

/// The same on one line.
fn plain_line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

/// How many there are of a thing.
fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// The line of the summary.
fn tally(review: &Review) -> String {
    let summary = &review.summary;
    let old = match (summary.old, summary.stale) {
        (0, 0) => String::new(),
        (old, 0) => format!("; {} of the baseline", counted(old, "old finding")),
        (old, stale) => format!("; {} of the baseline, {stale} in it no longer there", counted(old, "old finding")),
    };
    format!(
        "{}, {}, {} in {} of {}{old}",
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
        counted(summary.notices, "notice"),
        counted(summary.statements, "statement"),
        counted(summary.files, "file")
    )
}

/// The statements whose rows are told in a summary: all, where a database was asked.
fn told(review: &Review) -> &[Statement] {
    if review.server.is_some() { &review.statements } else { &[] }
}

/// That nobody was asked how many rows are changed, where there is something to ask.
fn untold(review: &Review) -> Option<String> {
    let open = review.statements.iter().filter(|one| one.affected_rows.estimate.is_none()).count();
    let is_open = review.server.is_none() && open > 0;
    is_open
        .then(|| format!("rows: not estimated for {}; a database that `--url` names tells", counted(open, "statement")))
}

/// What a statement changes: `UPDATE t`.
fn changes(statement: &Statement) -> String {
    let table = statement.table.as_ref().map(|table| format!(" {table}")).unwrap_or_default();
    format!("{}{table}", statement.kind.name())
}

/// A line of a file, by its path.
fn line<'a>(files: &'a [Input<'_>], path: &str, number: usize) -> &'a str {
    let file = files.iter().find(|file| file.path == path);
    file.and_then(|file| file.text.lines().nth(number.saturating_sub(1))).unwrap_or_default()
}
