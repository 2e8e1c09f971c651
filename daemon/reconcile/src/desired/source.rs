//! A text file of the schema repo: its bytes as text, and the line and column of a byte.
//!
//! Not a parser. Invariant: any bytes become a text or a diagnostic; a byte-order mark is not part of the text, and
//! everything else stays as it is, line endings included.

use std::ops::Range;

use super::code::Code;
use super::diagnostic::{Diagnostic, Excerpt, Place, Severity, printable};
use super::files::{Files, FilesError, Refusal};
use super::redact::{HIDDEN, redact, secrets};

/// The most characters of a line that a diagnostic shows.
const WIDEST: usize = 160;

/// A file that is text.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
    /// The byte at which each line begins; the first is 0.
    lines: Vec<usize>,
}

impl Source {
    /// Reads a file as text.
    pub(super) fn read(files: &dyn Files, path: &str, limit: u64) -> Result<Self, Vec<Diagnostic>> {
        let bytes = files.read(path, limit).map_err(|error| unreadable(path, &error))?;
        Self::decode(path, bytes)
    }

    /// Takes bytes as text; a byte-order mark is dropped.
    pub(super) fn decode(path: &str, bytes: Vec<u8>) -> Result<Self, Vec<Diagnostic>> {
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                return Err(vec![not_text(path, &error.into_bytes(), offset)]);
            }
        };
        if let Some(offset) = text.find('\0') {
            return Err(vec![not_text(path, text.as_bytes(), offset)]);
        }
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Ok(Self::of_text(path, text))
    }

    fn of_text(path: &str, text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: path.to_owned(), text, lines }
    }

    /// The place of a range of bytes.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end.max(span.start));
        Place { line, column, end_line, end_column }
    }

    /// The line and column of a byte, from 1.
    fn position(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines[line - 1];
        (line, self.text[start..offset].chars().count() + 1)
    }

    /// An error at a range of bytes.
    pub(super) fn error(&self, code: Code, span: &Range<usize>, message: impl Into<String>) -> Diagnostic {
        let place = self.place(span);
        let (place, excerpt) = (Some(place), Some(self.excerpt(place)));
        Diagnostic { place, excerpt, ..Diagnostic::file(code, &self.path, message) }
    }

    /// A note at a range of bytes.
    pub(super) fn note(&self, code: Code, span: &Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Note, ..self.error(code, span, message) }
    }

    /// The line of a place without passwords, and where the place is in what is left of it.
    fn excerpt(&self, place: Place) -> Excerpt {
        let start = self.lines[place.line - 1];
        let end = self.lines.get(place.line).map_or(self.text.len(), |next| next - 1);
        let line = self.text[start..end].trim_end_matches('\r');
        let hidden: Vec<_> =
            secrets(line).iter().map(|range| column(line, range.start)..column(line, range.end)).collect();
        let caret_end = if place.end_line == place.line { place.end_column - 1 } else { line.chars().count() };
        let (from, to) = (shown_column(place.column - 1, &hidden), shown_column(caret_end, &hidden));
        let shown: Vec<char> = redact(line).chars().map(|c| if is_plain(c) { c } else { '·' }).collect();
        let skipped = from.saturating_sub(WIDEST / 2);
        let window: String = shown.iter().skip(skipped).take(WIDEST).collect();
        let before = from.min(shown.len()) - skipped.min(shown.len());
        let room = window.chars().count().saturating_sub(before).max(1);
        Excerpt { line: window, before, width: to.saturating_sub(from).clamp(1, room) }
    }
}

/// How many characters stand before a byte of a line.
fn column(line: &str, byte: usize) -> usize {
    line[..byte].chars().count()
}

/// Where a column of a line is when the ranges are hidden; inside a range it is the range's beginning.
fn shown_column(column: usize, hidden: &[Range<usize>]) -> usize {
    let mut shown = column;
    for range in hidden.iter().take_while(|range| range.start < column) {
        shown -= column.min(range.end) - range.start;
        if range.end <= column {
            shown += HIDDEN.len();
        }
    }
    shown
}

/// A value as a message quotes it: one line, not long, without passwords.
pub(super) fn quoted(text: &str) -> String {
    let plain: String = redact(text).chars().flat_map(printable).collect();
    match plain.chars().nth(60) {
        Some(_) => format!("`{}…`", plain.chars().take(59).collect::<String>()),
        None => format!("`{plain}`"),
    }
}

fn is_plain(c: char) -> bool {
    c == '\t' || printable(c).nth(1).is_none()
}

fn not_text(path: &str, bytes: &[u8], offset: usize) -> Diagnostic {
    let before = Source::of_text(path, String::from_utf8_lossy(&bytes[..offset]).into_owned());
    let place = before.place(&(before.text.len()..before.text.len()));
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let message = format!("byte {offset} is 0x{byte:02x}, which is no UTF-8 text");
    let hint = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file looks like UTF-16: save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    Diagnostic { place: Some(place), ..Diagnostic::file(Code::NotText, path, message) }.hint(hint)
}

/// What to say of a file or folder that cannot be read.
pub(super) fn unreadable(path: &str, error: &FilesError) -> Vec<Diagnostic> {
    match error {
        FilesError::Absent | FilesError::Failed(_) => vec![Diagnostic::file(Code::Unreadable, path, error.to_string())],
        FilesError::TooLarge { .. } => {
            let hint = "split it; rows of data do not belong to the desired schema";
            vec![Diagnostic::file(Code::TooLarge, path, error.to_string()).hint(hint)]
        }
        FilesError::Refused(list) => list.iter().map(refused).collect(),
    }
}

fn refused(refusal: &Refusal) -> Diagnostic {
    let message = format!("it is {}, which is not followed and not read", refusal.reason);
    Diagnostic::file(Code::Unreadable, &refusal.path, message)
        .hint("a schema repo holds plain files and folders; put a copy in its place")
}
