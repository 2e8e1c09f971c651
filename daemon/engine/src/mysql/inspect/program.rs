//! Stored programs as the server prints them: routines, packages, events; triggers are put together from their parts.

use schema::object::{Program, Settings, mysql};

use super::table::backticks;
use super::words::{Unread, Words};

/// A program as read.
pub(super) struct Read {
    pub(super) program: Program,
    pub(super) definer: Option<String>,
}

/// Whether names stand in double quotes under that SQL mode.
pub(super) fn has_ansi_quotes(sql_mode: &str) -> bool {
    sql_mode.split(',').any(|mode| mode == "ANSI_QUOTES")
}

/// The clause ``DEFINER=`user`@`host` ``, if it is next, in backticks.
pub(super) fn definer(words: &mut Words<'_>) -> Result<Option<String>, Unread> {
    if !words.eat(&["DEFINER", "="]) {
        return Ok(None);
    }
    let user = words.name()?;
    let mut text = format!("{}{}", mysql::DEFINER, backticks(user.as_str()));
    // `@`host`` or `@'host'` is read as an operator and a name, or as one variable.
    if words.eat(&["@"]) {
        text.push('@');
        text.push_str(&backticks(words.name()?.as_str()));
    } else if words.peek(0).starts_with('@') {
        let host = words.next().unwrap_or_default();
        text.push('@');
        text.push_str(&backticks(host.trim_start_matches('@')));
    }
    Ok(Some(text))
}

/// Reads `CREATE DEFINER=… kind name …`; the name is made bare, the rest is left as it is.
pub(super) fn read(sql: &str, kind: &str, sql_mode: &str) -> Result<Read, Unread> {
    let mut words = Words::with_quotes(sql, has_ansi_quotes(sql_mode));
    words.expect(&["CREATE"])?;
    words.eat(&["OR", "REPLACE"]);
    let definer = definer(&mut words)?;
    let prefix = if words.eat(&["AGGREGATE"]) { "AGGREGATE " } else { "" };
    for word in kind.split(' ') {
        words.expect(&[word])?;
    }
    words.eat(&["IF", "NOT", "EXISTS"]);
    let mut name = words.name()?;
    while words.eat(&["."]) {
        name = words.name()?;
    }
    // `f(` and `f AS`: white space before a parenthesis is not kept by every server.
    let rest = words.raw_rest();
    let gap = if rest.starts_with('(') { "" } else { " " };
    let definition = format!("CREATE {prefix}{kind} {}{gap}{}", backticks(name.as_str()), rest.trim_end());
    Ok(Read { program: program(definition, sql_mode), definer })
}

/// A program with its SQL mode.
pub(super) fn program(definition: String, sql_mode: &str) -> Program {
    let mut settings = Settings::new();
    settings.insert(mysql::SQL_MODE.into(), sql_mode.into());
    Program { definition: without_end(&definition).into(), settings }
}

/// Where other statements followed in the same round trip, MySQL keeps the `;` behind the body (measured on 9.7).
fn without_end(definition: &str) -> &str {
    definition.trim_end_matches(|c: char| c == ';' || c.is_ascii_whitespace())
}

/// What is kept beside an object and not compared: its definer, and the collation it was made under. SQL is always sent in
/// UTF-8, so that the client's character set is not brought back.
pub(super) fn kept(definer: Option<String>, connection: &str) -> Vec<Box<str>> {
    let mut kept: Vec<Box<str>> = definer.into_iter().map(String::into_boxed_str).collect();
    if !connection.is_empty() {
        kept.push(format!("SET collation_connection = {connection}").into());
    }
    kept
}
