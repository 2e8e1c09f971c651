//! The answers of SHOW CREATE in a form that can be compared.

/// Each object's answer under its title, without the time at which a trigger was made, without the counter of a table,
/// without the database's own name and without how a program was spaced; the keys inside of a CREATE TABLE are sorted, its columns are not.
pub(crate) fn show_in_normal_form(answer: &str, database: &str, separator: &str) -> String {
    let own_name = format!("`{database}`.");
    let mut text = String::new();
    // MySQL writes the character set of the session that sent a text before it.
    let answer = answer.replace(&own_name, "").replace("_utf8mb3'", "_utf8mb4'");
    for object in answer.split(separator).skip(1) {
        let (title, body) = object.split_once('\n').unwrap_or((object, ""));
        let body = match title.split_once(' ').map_or("", |(_, rest)| rest).split(' ').next() {
            Some("table") => table(body),
            Some("trigger") => program(trigger(body)),
            _ => program(body),
        };
        text.push_str(&format!("-- {title}\n{}\n", body.trim_end()));
    }
    text
}

/// A statement with its keys in order, without its counter, and without the character set of a column that is the table's own: MySQL
/// remembers whether it was named.
fn table(body: &str) -> String {
    let own = body.lines().find_map(charset_of_all);
    let is_last = |line: &str| line.starts_with(')');
    let plain = |line: &str| match &own {
        Some((charset, collation)) if !is_last(line) => line.replace(charset, "").replace(collation, ""),
        _ => line.to_owned(),
    };
    let lines: Vec<String> = body.lines().map(plain).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let is_key = |line: &&str| {
        ["PRIMARY KEY", "UNIQUE KEY", "KEY", "FULLTEXT KEY", "SPATIAL KEY", "VECTOR KEY", "CONSTRAINT"]
            .iter()
            .any(|word| line.trim_start().strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
    };
    let mut keys: Vec<&str> = lines.iter().copied().filter(is_key).map(|line| line.trim_end_matches(',')).collect();
    keys.sort_unstable();
    let mut text = String::new();
    for line in &lines {
        if line.starts_with(')') {
            keys.drain(..).for_each(|key| text.push_str(&format!("{key}\n")));
            text.push_str(&without_counter(line));
            text.push('\n');
        } else if !is_key(line) {
            text.push_str(line.trim_end_matches(','));
            text.push('\n');
        }
    }
    text
}

/// What each column would say that names the character set and collation of the table.
fn charset_of_all(last: &str) -> Option<(String, String)> {
    let (_, rest) = last.strip_prefix(')')?.split_once(" DEFAULT CHARSET=")?;
    let (charset, rest) = rest.split_once(" COLLATE=")?;
    let collation = rest.split([' ', '\t']).next()?;
    Some((format!(" CHARACTER SET {charset} COLLATE {collation}"), format!(" COLLATE {collation}")))
}

fn without_counter(line: &str) -> String {
    let word = " AUTO_INCREMENT=";
    let Some(start) = line.find(word) else { return line.to_owned() };
    let rest = &line[start + word.len()..];
    let end = rest.find(' ').unwrap_or(rest.len());
    format!("{}{}", &line[..start], &rest[end..])
}

/// The last column of SHOW CREATE TRIGGER is the time at which it was made.
fn trigger(body: &str) -> &str {
    let body = body.trim_end();
    body.rsplit_once('\t').map_or(body, |(rest, _)| rest)
}

/// The server keeps programs as they were written: neither quotes of names nor the width of white space count.
fn program(body: &str) -> String {
    body.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
