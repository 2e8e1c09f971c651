//! Foreign texts as a terminal may show them: what moves the cursor or turns the direction of writing is written out.

/// The text with control and bidi characters escaped, so that it reads as it is; line feeds and tabs stay.
pub fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if is_hidden(c) && !matches!(c, '\n' | '\t') { escaped(c) } else { vec![c] }).collect()
}

fn escaped(c: char) -> Vec<char> {
    c.escape_unicode().collect()
}

/// Whether a character hides something: a control character, a mark of direction, or one without width.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
