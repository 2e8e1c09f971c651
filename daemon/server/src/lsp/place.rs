//! Places in a text as editors tell them: lines from 0, and columns in UTF-16 units; and files as they tell them, by URI.
//!
//! Invariant: any place that an editor names has a byte of the text, at the start of a character.

use std::ops::Range as Bytes;
use std::path::PathBuf;

use super::protocol::{Position, Range};

/// How many bytes apart the places are whose units are known at once.
const BLOCK: usize = 1024;

/// A text with the starts of its lines, which end at a line feed, a carriage return, or both.
#[derive(Clone, Debug)]
pub(super) struct Places {
    starts: Vec<usize>,
    /// The units before each block, so that a text of one long line is not counted again for each place in it.
    units: Vec<usize>,
}

impl Places {
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(ends_line).map(|at| at + 1)).collect();
        Self { starts, units: units_of_blocks(text) }
    }

    /// The units before a byte at the start of a character.
    fn units(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let start = text.ceil_char_boundary(block * BLOCK);
        self.units[block] + text[start..offset].chars().map(char::len_utf16).sum::<usize>()
    }

    /// The byte of a place; beyond the end of a line its end, beyond the text that of the text.
    pub(super) fn offset(&self, text: &str, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(start) = self.starts.get(line) else { return text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text[*start..end].trim_end_matches(['\n', '\r']);
        let mut units = 0;
        for (at, sign) in content.char_indices() {
            units += u32::try_from(sign.len_utf16()).unwrap_or(1);
            if units > position.character {
                return start + at;
            }
        }
        start + content.len()
    }

    /// The bytes of a range; one that ends before it begins is empty.
    pub(super) fn bytes(&self, text: &str, range: Range) -> Bytes<usize> {
        let (start, end) = (self.offset(text, range.start), self.offset(text, range.end));
        start..end.max(start)
    }

    /// The place of a byte.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let units = self.units(text, offset) - self.units(text, self.starts[line]);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(units) }
    }

    /// The range of some bytes.
    pub(super) fn range(&self, text: &str, bytes: &Bytes<usize>) -> Range {
        Range { start: self.position(text, bytes.start), end: self.position(text, bytes.end.max(bytes.start)) }
    }

    /// Where the line of a byte starts.
    pub(super) fn line_start(&self, offset: usize) -> usize {
        self.starts[self.starts.partition_point(|start| *start <= offset) - 1]
    }
}

fn units_of_blocks(text: &str) -> Vec<usize> {
    let (mut blocks, mut units) = (Vec::new(), 0);
    for (at, sign) in text.char_indices() {
        if at / BLOCK >= blocks.len() {
            blocks.push(units);
        }
        units += sign.len_utf16();
    }
    if text.len() / BLOCK >= blocks.len() {
        blocks.push(units);
    }
    blocks
}

/// The path of a `file:` URI.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let mut bytes = Vec::with_capacity(path.len());
    let mut left = path.bytes();
    while let Some(byte) = left.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [left.next()?, left.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    let path = String::from_utf8(bytes).ok().filter(|path| !path.contains('\0'))?;
    // `/C:/folder` is Windows' way.
    let is_drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { path[1..].to_owned() } else { path }))
}

/// The `file:` URI of a path.
pub(super) fn uri_of(path: &std::path::Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.to_string_lossy().replace('\\', "/").bytes() {
        match byte {
            _ if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a😀é\r\nx\ry\n\n😀";

    #[test]
    fn a_byte_has_a_place_that_leads_back() {
        let places = Places::of(TEXT);
        for (offset, sign) in TEXT.char_indices().chain([(TEXT.len(), ' ')]) {
            let is_within_end = sign == '\n' && TEXT[..offset].ends_with('\r');
            if !is_within_end {
                assert_eq!(places.offset(TEXT, places.position(TEXT, offset)), offset, "{offset}");
            }
        }
        assert_eq!(places.position(TEXT, 5), Position { line: 0, character: 3 }, "an emoji is two units");
        assert_eq!(places.position(TEXT, TEXT.len()), Position { line: 4, character: 2 });
    }

    #[test]
    fn a_long_line_is_counted_right_across_its_blocks() {
        for text in ["aé😀".repeat(3_000), "😀".repeat(BLOCK / 4), "x".repeat(3 * BLOCK), "é\n".repeat(BLOCK)] {
            let places = Places::of(&text);
            let (mut line, mut character) = (0, 0);
            for (offset, sign) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(places.position(&text, offset), Position { line, character }, "{offset}");
                (line, character) =
                    if sign == '\n' { (line + 1, 0) } else { (line, character + sign.len_utf16() as u32) };
            }
        }
    }

    #[test]
    fn places_that_are_not_there_are_moved_to_where_there_is_text() {
        let places = Places::of(TEXT);
        for (line, character, offset) in
            [(0, 2, 1), (0, 99, 7), (1, 5, 10), (99, 0, TEXT.len()), (u32::MAX, u32::MAX, TEXT.len())]
        {
            assert_eq!(places.offset(TEXT, Position { line, character }), offset, "{line}:{character}");
        }
        assert_eq!(Places::of("").offset("", Position { line: 3, character: 3 }), 0);
    }

    #[test]
    fn files_are_found_by_their_uris() {
        let path = PathBuf::from("/a b/ä#%.sql");
        assert_eq!(path_of(&uri_of(&path)), Some(path));
        assert_eq!(path_of("file://localhost/x.sql"), Some(PathBuf::from("/x.sql")));
        for none in ["untitled:1", "file://", "file:///%", "file:///%zz", "file:///%ff", "file:///%00"] {
            assert_eq!(path_of(none), None, "{none}");
        }
    }
}
