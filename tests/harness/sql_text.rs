//! SQL text in a form that can be compared: only what SQLite keeps as text needs it.
//!
//! Not a parser: it knows words, quotes, comments and parentheses, and nothing of what they mean.

/// The text with comments gone, one space between words, quotes of names gone and everything but string literals in
/// lower case. The parts of a `CREATE TABLE` are sorted, because a column that was added later stands behind the others.
pub fn normal_form(sql: &str) -> String {
    let words = words(sql);
    let Some(open) = words.iter().position(|word| word == "(") else { return words.join(" ") };
    let is_table =
        words.iter().take(3).any(|word| word == "table") && !words.iter().take(open).any(|word| word == "using");
    match closing(&words, open) {
        Some(close) if is_table => {
            let mut parts = split(&words[open + 1..close]);
            parts.sort();
            let tail = words[close + 1..].join(" ");
            format!("{} (\n  {}\n) {tail}", words[..open].join(" "), parts.join("\n  ")).trim_end().to_owned()
        }
        _ => words.join(" "),
    }
}

/// The parts between the commas that stand outside of parentheses.
pub fn top_level_parts(sql: &str) -> Vec<String> {
    split(&words(sql))
}

fn split(words: &[String]) -> Vec<String> {
    let mut depth = 0_i32;
    let mut parts = vec![Vec::new()];
    for word in words {
        depth += i32::from(word == "(") - i32::from(word == ")");
        match parts.last_mut() {
            Some(part) if depth > 0 || word != "," => part.push(word.as_str()),
            _ => parts.push(Vec::new()),
        }
    }
    parts.iter().map(|part| part.join(" ")).collect()
}

fn closing(words: &[String], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (place, word) in words.iter().enumerate().skip(open) {
        depth += i32::from(word == "(") - i32::from(word == ")");
        if depth == 0 {
            return Some(place);
        }
    }
    None
}

fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' => quoted(rest, '\''),
            '"' | '`' => quoted(rest, first),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        match first {
            '\'' => words.push(word.to_owned()),
            '"' | '`' | '[' => words.push(word[1..word.len().max(2) - 1].to_lowercase()),
            _ if first.is_whitespace() || word.starts_with("--") || word.starts_with("/*") => {}
            _ => words.push(word.to_lowercase()),
        }
        rest = after;
    }
    words
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// The length of the quoted text at the start, where a doubled quote stands for one.
fn quoted(text: &str, quote: char) -> usize {
    let mut places = text.char_indices().skip(1).peekable();
    while let Some((place, c)) = places.next() {
        if c == quote {
            match places.peek() {
                Some((_, next)) if *next == quote => {
                    places.next();
                }
                _ => return place + 1,
            }
        }
    }
    text.len()
}
