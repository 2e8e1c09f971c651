//! Lines and columns of bytes that are asked for in about their order.
//!
//! Invariant: the cost is the distance to the place that was asked for before, so that a file of one long line is not read again for
//! each finding in it.

use std::ops::Range;

use schema::sql::Position;

/// A text, and the last place that was asked for.
pub(crate) struct Places<'t> {
    text: &'t str,
    at: usize,
    position: Position,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, position: Position { line: 1, column: 1 } }
    }

    /// Where a range of bytes starts and ends.
    pub(crate) fn of(&mut self, span: &Range<usize>) -> (Position, Position) {
        let start = self.go(span.start);
        let (at, position) = (self.at, self.position);
        let end = self.go(span.end.max(span.start));
        (self.at, self.position) = (at, position);
        (start, end)
    }

    fn go(&mut self, to: usize) -> Position {
        let to = self.text.floor_char_boundary(to);
        if to < self.at {
            self.back(to);
        } else {
            let passed = &self.text[self.at..to];
            match passed.rfind('\n') {
                Some(last) => {
                    self.position.line += passed.bytes().filter(|byte| *byte == b'\n').count();
                    self.position.column = 1 + passed[last + 1..].chars().count();
                }
                None => self.position.column += passed.chars().count(),
            }
        }
        self.at = to;
        self.position
    }

    fn back(&mut self, to: usize) {
        let passed = &self.text[to..self.at];
        if passed.contains('\n') {
            self.position.line -= passed.bytes().filter(|byte| *byte == b'\n').count();
            let line = self.text[..to].rfind('\n').map_or(0, |end| end + 1);
            self.position.column = 1 + self.text[line..to].chars().count();
        } else {
            self.position.column -= passed.chars().count();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::sql::LineIndex;

    #[test]
    fn places_agree_with_the_index_in_any_order() {
        let text = "ab\né😀x\r\n\nlast";
        let index = LineIndex::new(text);
        let mut places = Places::new(text);
        for start in [0, 12, 3, 4, 99, 2, 1, 11, 0] {
            for end in [start, 5, 99] {
                let wanted = (index.position(start), index.position(end.max(start)));
                assert_eq!(places.of(&(start..end)), wanted, "{start}..{end}");
            }
        }
    }
}
