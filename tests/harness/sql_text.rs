//! What SQLite keeps as text, in a form that is equal where the meaning is.
//!
//! Not a parser: it knows words, quotes, comments, parentheses and the few spellings that SQLite takes for the same. What
//! the pragmas tell is compared apart, so a spelling that is missing here makes a test fail, never pass.

/// The text with comments gone, one space between words, and everything but strings in lower case. The parts of a
/// `CREATE TABLE` and the clauses of its columns are sorted, and what SQLite assumes anyway is left out.
pub fn normal_form(sql: &str) -> String {
    let words = words(sql);
    let second = words.get(1).map_or("", String::as_str);
    match second {
        "table" => table(&words),
        "trigger" => trigger(words),
        "index" | "unique" => without(words, &[&["asc"]]).join(" "),
        _ => words.join(" "),
    }
}

fn table(words: &[String]) -> String {
    let Some(open) = words.iter().position(|word| word == "(") else { return words.join(" ") };
    let Some(close) = closing(words, open) else { return words.join(" ") };
    let name = words.get(2).map_or("", String::as_str);
    let own = without(words[open + 1..close].to_vec(), &[&[name, "."]]);
    let mut options: Vec<_> = split(&words[close + 1..]).into_iter().map(|option| option.join(" ")).collect();
    let has_rowid = !options.iter().any(|option| option == "without rowid");
    let mut parts: Vec<_> = with_own_key(split(&own), has_rowid).into_iter().map(part).collect();
    parts.sort();
    options.sort();
    format!("create table {name} (\n  {}\n) {}", parts.join("\n  "), options.join(", ")).trim_end().to_owned()
}

/// A key of one column stands at that column, wherever it was written. Written apart, DESC does not keep an INTEGER from
/// being the rowid, so it says nothing there.
fn with_own_key(mut parts: Vec<Vec<String>>, has_rowid: bool) -> Vec<Vec<String>> {
    let words = |text: &'static str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for at in 0..parts.len() {
        let named = if parts[at].first().is_some_and(|word| word == "constraint") { 2 } else { 0 };
        let (name, key) = parts[at].split_at(named.min(parts[at].len()));
        let Some(inside) = key.strip_prefix(words("primary key (").as_slice()) else { continue };
        let Some(close) = inside.iter().position(|word| word == ")") else { continue };
        let Some((column, said)) = inside[..close].split_first() else { continue };
        let is_plain = said.iter().all(|word| matches!(word.as_str(), "asc" | "desc" | "autoincrement"));
        let Some(place) = parts.iter().position(|part| part.first() == Some(column)).filter(|_| is_plain) else {
            continue;
        };
        let is_rowid = has_rowid && parts[place].get(1).is_some_and(|word| word == "integer");
        let mut own = [name, &words("primary key")].concat();
        own.extend(said.iter().filter(|word| *word == "desc" && !is_rowid).cloned());
        own.extend(inside[close + 1..].iter().cloned());
        own.extend(said.iter().filter(|word| *word == "autoincrement").cloned());
        parts[place].extend(own);
        parts.remove(at);
        break;
    }
    parts
}

const ASSUMED: [&[&str]; 9] = [
    &["on", "delete", "no", "action"],
    &["on", "update", "no", "action"],
    &["not", "deferrable", "initially", "deferred"],
    &["not", "deferrable", "initially", "immediate"],
    &["not", "deferrable"],
    &["deferrable", "initially", "immediate"],
    &["generated", "always"],
    &["virtual"],
    &["asc"],
];

/// A column with its clauses sorted, or a constraint of the table.
fn part(words: Vec<String>) -> String {
    let words = without(words, &ASSUMED);
    let is_constraint =
        matches!(words.first().map_or("", String::as_str), "constraint" | "primary" | "unique" | "check" | "foreign");
    if is_constraint {
        return words.join(" ");
    }
    let mut clauses: Vec<Vec<&str>> = vec![vec![]];
    let mut depth = 0_i32;
    for (place, word) in words.iter().enumerate() {
        let before = if place == 0 { "" } else { words[place - 1].as_str() };
        let is_named = place >= 2 && words[place - 2] == "constraint";
        if place > 0 && depth == 0 && !is_named && begins_clause(before, word, words.get(place + 1)) {
            clauses.push(vec![]);
        }
        depth += i32::from(word == "(") - i32::from(word == ")");
        if let Some(clause) = clauses.last_mut() {
            clause.push(word);
        }
    }
    let mut clauses: Vec<_> = clauses.iter().map(|clause| clause.join(" ")).filter(|clause| clause != "null").collect();
    clauses[1..].sort();
    clauses.join(" ")
}

fn begins_clause(before: &str, word: &str, after: Option<&String>) -> bool {
    match word {
        "constraint" | "primary" | "unique" | "check" | "collate" | "references" | "as" => true,
        "default" => before != "set",
        "not" => after.is_some_and(|after| after == "null"),
        "null" => !matches!(before, "not" | "set" | "default"),
        _ => false,
    }
}

fn trigger(words: Vec<String>) -> String {
    let mut words = without(words, &[&["for", "each", "row"]]);
    let has_time = words.get(3).is_some_and(|word| matches!(word.as_str(), "before" | "after" | "instead"));
    if !has_time && words.len() > 3 {
        words.insert(3, "before".to_owned());
    }
    words.join(" ")
}

fn without(words: Vec<String>, phrases: &[&[&str]]) -> Vec<String> {
    let mut kept = Vec::with_capacity(words.len());
    let mut place = 0;
    while place < words.len() {
        match phrases
            .iter()
            .find(|phrase| words[place..].iter().map(String::as_str).take(phrase.len()).eq(phrase.iter().copied()))
        {
            Some(phrase) => place += phrase.len(),
            None => {
                kept.push(words[place].clone());
                place += 1;
            }
        }
    }
    kept
}

/// The parts between the commas that stand outside of parentheses.
fn split(words: &[String]) -> Vec<Vec<String>> {
    let mut depth = 0_i32;
    let mut parts = vec![Vec::new()];
    for word in words {
        depth += i32::from(word == "(") - i32::from(word == ")");
        match parts.last_mut() {
            Some(part) if depth > 0 || word != "," => part.push(word.clone()),
            _ => parts.push(Vec::new()),
        }
    }
    parts
}

fn closing(words: &[String], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    words.iter().enumerate().skip(open).find_map(|(place, word)| {
        depth += i32::from(word == "(") - i32::from(word == ")");
        (depth == 0).then_some(place)
    })
}

const OPERATORS: [&str; 9] = ["->>", "<>", "!=", "==", "<=", ">=", "||", "<<", ">>"];

fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
        let length = match first {
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' | '"' | '`' => quoted(rest, first),
            '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
            '0'..='9' => rest.find(|c: char| !is_word(c) && c != '.').unwrap_or(rest.len()),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => operator.map_or(first.len_utf8(), |operator| operator.len()),
        };
        let (word, after) = rest.split_at(length);
        match word {
            "!=" => words.push("<>".to_owned()),
            "==" => words.push("=".to_owned()),
            _ if first == '\'' => words.push(string(word)),
            _ if matches!(first, '"' | '`' | '[') => words.push(word[1..word.len().max(2) - 1].to_lowercase()),
            _ if first.is_whitespace() || word.starts_with("--") || word.starts_with("/*") => {}
            _ => words.push(word.to_lowercase()),
        }
        rest = after;
    }
    words
}

/// SQLite takes a name in double quotes for a string where there is no such name: a plain word loses its quotes.
fn string(literal: &str) -> String {
    let text = literal.trim_matches('\'');
    let is_plain = text.chars().all(is_word) && text.starts_with(char::is_alphabetic);
    if is_plain { text.to_owned() } else { literal.to_owned() }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// The length of the quoted text at the start, where a doubled quote stands for one.
fn quoted(text: &str, quote: char) -> usize {
    let mut places = text.char_indices().skip(1).peekable();
    while let Some((place, c)) = places.next() {
        if c == quote && places.next_if(|(_, next)| *next == quote).is_none() {
            return place + 1;
        }
    }
    text.len()
}
