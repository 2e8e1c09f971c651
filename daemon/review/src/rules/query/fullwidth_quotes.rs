//! A quote or blank is of another script, and looks like the one of SQL.
//!
//! It comes from a text processor, and is read as a part of a name or refused.
//!
//! Instead, type it anew.

use crate::rules::prelude::*;

/// The rule `fullwidth-quotes`.
pub(super) static RULE: Rule = Rule {
    code: "fullwidth-quotes",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("fullwidth_quotes.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    const STRANGE: &[char] = &[
        '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{FF07}', '\u{FF02}', '\u{00A0}', '\u{3000}', '\u{FF0C}',
        '\u{FF1B}', '\u{FF08}', '\u{FF09}',
    ];
    if look.unit.text.is_ascii() {
        return;
    }
    for token in &look.unit.tokens {
        use schema::sql::TokenKind::{DollarString, QuotedIdent, String};
        if matches!(token.kind, String | QuotedIdent | DollarString) {
            continue;
        }
        let text = token.text(look.unit.text);
        if let Some((at, found)) = text.char_indices().find(|(_, c)| STRANGE.contains(c)) {
            let span = token.span.start + at..token.span.start + at + found.len_utf8();
            let message = format!("`{found}` (U+{:04X}) is no character of SQL", u32::from(found));
            let mark = look.mark(&span, message).help("type it anew, in ASCII");
            let strange = text.char_indices().filter(|(_, c)| STRANGE.contains(c));
            let edits = strange.map(|(at, c)| {
                let start = token.span.start + at;
                (start..start + c.len_utf8(), plain(c).to_owned())
            });
            marks.push(look.rewriting(mark, "write it in ASCII", edits));
        }
    }
}

/// What is meant.
fn plain(c: char) -> &'static str {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{FF07}' => "'",
        '\u{201C}' | '\u{201D}' | '\u{FF02}' => "\"",
        '\u{FF0C}' => ",",
        '\u{FF1B}' => ";",
        '\u{FF08}' => "(",
        '\u{FF09}' => ")",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["SELECT “a” FROM t;", "mysql: SELECT ‘x’;", "sqlite: SELECT a\u{a0}, b FROM t;"],
            &["SELECT '“quoted”' FROM t;", "SELECT \"a b\" FROM t;", "mysql: SELECT 'x';"],
        );
    }
}
