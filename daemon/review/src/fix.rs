//! Applies the fixes of findings to a text.
//!
//! Not a judge of them: a fix that is not safe is never made.
//!
//! Invariant: edits that overlap are not both applied; the earlier one wins.

use std::ops::Range;

use crate::finding::Finding;

/// The text with the fixes of the findings applied, and how many were.
pub fn apply<'f>(text: &str, findings: impl IntoIterator<Item = &'f Finding>) -> (String, usize) {
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    let mut count = 0;
    for fix in findings.into_iter().filter_map(|finding| finding.fix.as_ref()) {
        let overlaps = |span: &Range<usize>| {
            edits.iter().any(|(other, _)| span.start < other.end && other.start < span.end || span.start == other.start)
        };
        if fix.edits.iter().any(|edit| overlaps(&edit.span)) {
            continue;
        }
        count += 1;
        edits.extend(fix.edits.iter().map(|edit| (edit.span.clone(), edit.text.as_str())));
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, replacement) in edits {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(replacement);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, count)
}
