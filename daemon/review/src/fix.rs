//! Applies the fixes of findings to a text.
//!
//! Not a judge of them: a fix that is not safe is never made.
//!
//! Invariant: edits that overlap are not both applied; the earlier one wins.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::{Finding, Fix};

/// The edits of the fixes that can be applied together, in the order of their places.
pub fn edits<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<(Range<usize>, &'f str)> {
    chosen(findings).0
}

/// The text with the fixes of the findings applied, and how many were.
pub fn apply<'f>(text: &str, findings: impl IntoIterator<Item = &'f Finding>) -> (String, usize) {
    let (edits, count) = chosen(findings);
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

fn chosen<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> (Vec<(Range<usize>, &'f str)>, usize) {
    let mut kept = Kept::default();
    let mut count = 0;
    for fix in findings.into_iter().filter_map(|finding| finding.fix.as_ref()) {
        count += usize::from(kept.take(fix));
    }
    let edits = kept.edits.into_iter().map(|(start, (end, text))| (start..end, text));
    (edits.collect(), count)
}

/// Edits without overlap, by where they start.
#[derive(Default)]
struct Kept<'f> {
    edits: BTreeMap<usize, (usize, &'f str)>,
}

impl<'f> Kept<'f> {
    /// Takes a fix, if nothing of it overlaps.
    fn take(&mut self, fix: &'f Fix) -> bool {
        let is_free = !fix.edits.iter().any(|edit| self.overlaps(&edit.span));
        if is_free {
            let edits = fix.edits.iter().map(|edit| (edit.span.start, (edit.span.end, edit.text.as_str())));
            self.edits.extend(edits);
        }
        is_free
    }

    fn overlaps(&self, span: &Range<usize>) -> bool {
        let before = self.edits.range(..span.start).next_back();
        let reaches_in = before.is_some_and(|(_, (end, _))| *end > span.start);
        let begins_in = self.edits.range(span.start..span.end.max(span.start + 1)).next().is_some();
        reaches_in || begins_in
    }
}
