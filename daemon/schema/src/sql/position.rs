//! Places in a text: bytes, characters, lines and columns.
//!
//! Lines end at a line feed. Columns count Unicode scalar values, as editors and PostgreSQL do. Both start at 1.
//!
//! Invariant: any number may be asked for; what lies outside the text is answered with its end or with `None`.

use serde::{Deserialize, Serialize};

/// A place that a person can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where the lines of a text start, to turn byte offsets into positions and back.
#[derive(Clone, Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Reads the text once.
    pub fn new(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The position of a byte; inside a character that of the character, beyond the text that of its end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position { line, column: count_chars(&self.text.as_bytes()[start..offset]) + 1 }
    }

    /// The byte at a position; `None` where the line does not exist or is shorter. The end of a line is part of it.
    pub fn offset(&self, position: Position) -> Option<usize> {
        let start = *self.starts.get(position.line.checked_sub(1)?)?;
        let end = self.starts.get(position.line).map_or(self.text.len(), |next| next - 1);
        let column = position.column.checked_sub(1)?;
        offset_of_char(&self.text[start..end], column).map(|within| start + within)
    }

    /// The text of a line without its end, `None` beyond the last.
    pub fn line(&self, line: usize) -> Option<&'a str> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        let text = &self.text[start..end];
        Some(text.strip_suffix('\r').unwrap_or(text))
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }
}

/// The byte at which the character with this number starts, counted from 0; the text's length just after the last one.
///
/// PostgreSQL reports error positions as characters from 1: pass the position less one.
pub fn offset_of_char(text: &str, index: usize) -> Option<usize> {
    let mut offsets = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    offsets.nth(index)
}

/// Counts the characters of UTF-8 text, quickly: all bytes but the continuing ones.
pub(super) fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// A place, for the program and for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: usize,
    pub(super) position: Position,
}

/// Follows a text forward, so that each position costs only the distance from the last one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    offset: usize,
    position: Position,
}

impl Cursor {
    pub(super) fn new() -> Self {
        Self { offset: 0, position: Position { line: 1, column: 1 } }
    }

    /// Moves forward to a byte; a byte before the last one is answered with the last position.
    pub(super) fn advance(&mut self, text: &str, to: usize) -> Position {
        let passed = text.as_bytes().get(self.offset..to).unwrap_or_default();
        let lines = passed.iter().filter(|byte| **byte == b'\n').count();
        let last = passed.iter().rposition(|byte| *byte == b'\n');
        if let Some(last) = last {
            self.position.line += lines;
            self.position.column = 1 + count_chars(&passed[last + 1..]);
        } else {
            self.position.column += count_chars(passed);
        }
        self.offset = self.offset.max(to);
        self.position
    }

    /// The same with the byte.
    pub(super) fn place(&mut self, text: &str, offset: usize) -> Place {
        Place { offset, position: self.advance(text, offset) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ab\né😀x\r\n\nlast";

    #[test]
    fn every_byte_has_a_position_that_leads_back() {
        let index = LineIndex::new(TEXT);
        for (offset, _) in TEXT.char_indices().chain([(TEXT.len(), ' ')]) {
            assert_eq!(index.offset(index.position(offset)), Some(offset));
        }
        assert_eq!(index.position(3 + 2 + 4), Position { line: 2, column: 3 });
        assert_eq!(index.position(4), index.position(3), "inside a character");
        assert_eq!(index.position(9999), Position { line: 4, column: 5 });
    }

    #[test]
    fn positions_outside_the_text_have_no_byte() {
        let index = LineIndex::new(TEXT);
        for (line, column) in [(0, 1), (1, 0), (1, 4), (5, 1), (usize::MAX, usize::MAX)] {
            assert_eq!(index.offset(Position { line, column }), None);
        }
        assert_eq!(LineIndex::new("").position(7), Position { line: 1, column: 1 });
    }

    #[test]
    fn a_line_is_given_without_its_end() {
        let index = LineIndex::new(TEXT);
        assert_eq!(index.line(2), Some("é😀x"));
        assert_eq!(index.line(4), Some("last"));
        assert_eq!(index.line(5), None);
        assert_eq!(index.line_count(), 4);
    }

    #[test]
    fn characters_are_found_by_number() {
        assert_eq!(offset_of_char("é😀x", 2), Some(6));
        assert_eq!(offset_of_char("é😀x", 3), Some(7));
        assert_eq!(offset_of_char("é😀x", 4), None);
    }

    #[test]
    fn a_cursor_agrees_with_the_index() {
        let index = LineIndex::new(TEXT);
        let mut cursor = Cursor::new();
        for (offset, _) in TEXT.char_indices() {
            assert_eq!(cursor.advance(TEXT, offset), index.position(offset));
        }
    }
}
