//! A text that an editor has open, and what the last review said of it.
//!
//! Invariant: the findings are those of the version that `reviewed` names.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use review::Finding;
use schema::Dialect;

use super::place::Places;
use super::protocol::Change;

/// An open text.
#[derive(Debug)]
pub(super) struct Document {
    /// The text, without a byte-order mark.
    pub(super) text: Arc<str>,
    pub(super) places: Places,
    pub(super) version: i32,
    /// What the last review found.
    pub(super) found: Found,
    /// The version that was reviewed.
    pub(super) reviewed: Option<i32>,
    /// Set when the review that runs is not wanted any more.
    pub(super) stop: Arc<AtomicBool>,
}

/// What a review says of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The engine that it was reviewed for.
    pub(super) dialect: Option<Dialect>,
    pub(super) new: Vec<Finding>,
    /// Those that the baseline knows.
    pub(super) old: Vec<Finding>,
    /// Why there is no review, or one by other settings than were meant.
    pub(super) notices: Vec<String>,
}

impl Document {
    pub(super) fn new(text: &str, version: i32) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            places: Places::of(text),
            text: text.into(),
            version,
            found: Found::default(),
            reviewed: None,
            stop: Arc::default(),
        }
    }

    /// Changes the text; a review of the text before is given up.
    pub(super) fn change(&mut self, changes: Vec<Change>, version: i32) {
        self.give_up();
        for change in changes {
            let text = match change.range {
                None => change.text,
                Some(range) => {
                    let bytes = self.places.bytes(&self.text, range);
                    [&self.text[..bytes.start], change.text.as_str(), &self.text[bytes.end..]].concat()
                }
            };
            self.text = text.strip_prefix('\u{feff}').unwrap_or(&text).into();
            self.places = Places::of(&self.text);
        }
        self.version = version;
    }

    /// Gives up the review that runs, if one does.
    pub(super) fn give_up(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::default();
    }

    /// The findings, old ones last.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.found.new.iter().chain(&self.found.old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::protocol::{Position, Range};

    fn change(from: (u32, u32), to: (u32, u32), text: &str) -> Change {
        let place = |(line, character)| Position { line, character };
        Change { range: Some(Range { start: place(from), end: place(to) }), text: text.to_owned() }
    }

    #[test]
    fn changes_are_made_one_after_the_other() {
        let mut document = Document::new("\u{feff}SELECT '😀';\nSELECT 2;\n", 1);
        document
            .change(vec![change((0, 8), (0, 10), "x"), change((0, 9), (0, 9), "yz"), change((1, 0), (2, 0), "")], 2);
        assert_eq!((&*document.text, document.version), ("SELECT 'xyz';\n", 2));
    }

    #[test]
    fn a_change_outside_of_the_text_or_backwards_does_no_harm() {
        let mut document = Document::new("ab", 1);
        document.change(vec![change((9, 9), (9, 9), "c"), change((0, 2), (0, 1), "-"), change((0, 0), (9, 0), "")], 2);
        assert_eq!(&*document.text, "");
    }
}
