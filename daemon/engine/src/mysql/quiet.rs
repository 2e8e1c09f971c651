//! Events in a scratch database: made disabled, because an enabled one would run; read back as they were meant.
//!
//! Invariant: no statement that passes through here leaves an event enabled.

use std::collections::BTreeMap;

use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::unquote;
use schema::{Database, Dialect, Facts, Ident, Kind, ObjectId};

/// The words that say in which state an event is.
const DISABLED: &str = " DISABLE";

/// The states that the events of a scratch database were meant to have.
#[derive(Default)]
pub(super) struct Quiet {
    meant: BTreeMap<Ident, String>,
}

impl Quiet {
    /// The statement as it is run: an event is made or left disabled, whatever it says.
    pub(super) fn quieted(&mut self, statement: &str) -> String {
        let tokens: Vec<Token> = Lexer::new(Dialect::MySql, statement).filter(|token| !token.is_trivia()).collect();
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text(statement));
        let is = |at: usize, word: &str| text(at).eq_ignore_ascii_case(word);
        let Some(event) = event_word(&is, &text) else { return statement.to_owned() };
        let named = if is(event + 1, "IF") { event + if is(event + 2, "NOT") { 4 } else { 3 } } else { event + 1 };
        let name = Ident::from(unquote(Dialect::MySql, text(named)));
        let body = (named + 1..tokens.len())
            .find(|at| is(*at, "DO") && tokens[*at].kind == TokenKind::Word)
            .unwrap_or(tokens.len());
        let state = (named + 1..body).find(|at| is(*at, "ENABLE") || is(*at, "DISABLE"));
        let renamed =
            (named + 1..body).find(|at| is(*at, "RENAME")).map(|at| Ident::from(unquote(Dialect::MySql, text(at + 2))));
        let mut meant = if is(0, "CREATE") {
            "ENABLE".to_owned()
        } else {
            self.meant.remove(&name).unwrap_or_else(|| "ENABLE".to_owned())
        };
        let sql = match state {
            Some(at) => {
                let last =
                    if is(at + 1, "ON") && !is(at + 2, "SCHEDULE") && !is(at + 2, "COMPLETION") { at + 2 } else { at };
                meant = words(statement, &tokens[at..=last]);
                format!(
                    "{}{}{}",
                    &statement[..tokens[at].span.start],
                    DISABLED.trim_start(),
                    &statement[tokens[last].span.end..]
                )
            }
            None if is(0, "CREATE") => {
                let comment = (named + 1..body).find(|at| is(*at, "COMMENT")).unwrap_or(body);
                let at = tokens.get(comment).map_or(statement.len(), |token| token.span.start);
                format!("{}{DISABLED} {}", statement[..at].trim_end(), &statement[at..])
            }
            None => statement.to_owned(),
        };
        self.meant.insert(renamed.unwrap_or(name), meant);
        sql
    }

    /// Says of each event what it was meant to be.
    pub(super) fn restore(&self, database: &mut Database) {
        for (name, meant) in &self.meant {
            let id = ObjectId::new(Kind::Event, None, name.clone());
            if let Some(Facts::Program(program)) = database.objects.get_mut(&id).map(|object| &mut object.facts) {
                program.definition = with_state(&program.definition, meant).into();
            }
        }
    }
}

/// Where the word `EVENT` stands in `CREATE OR REPLACE DEFINER = a@b EVENT …`; none for other statements.
fn event_word<'s>(is: &impl Fn(usize, &str) -> bool, text: &impl Fn(usize) -> &'s str) -> Option<usize> {
    if !is(0, "CREATE") && !is(0, "ALTER") {
        return None;
    }
    let mut at = if is(1, "OR") { 3 } else { 1 };
    if is(at, "DEFINER") {
        // `user`, `user@host`, `user@'host'` or `CURRENT_USER()`.
        at += 3;
        at += match text(at) {
            "@" => 2,
            "(" => 2,
            host if host.starts_with('@') => 1,
            _ => 0,
        };
    }
    is(at, "EVENT").then_some(at)
}

/// The server's form of an event with another state.
fn with_state(definition: &str, state: &str) -> String {
    let tokens: Vec<Token> = Lexer::new(Dialect::MySql, definition).filter(|token| !token.is_trivia()).collect();
    let found = tokens.iter().find(|token| token.text(definition) == DISABLED.trim_start());
    found.map_or_else(
        || definition.to_owned(),
        |token| format!("{}{state}{}", &definition[..token.span.start], &definition[token.span.end..]),
    )
}

fn words(sql: &str, tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text(sql).to_ascii_uppercase()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_event_is_left_enabled() {
        let mut quiet = Quiet::default();
        let mut check = |sql: &str, expected: &str| assert_eq!(quiet.quieted(sql), expected);
        check(
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1",
        );
        check(
            "CREATE DEFINER=`a`@`b` EVENT IF NOT EXISTS `f` ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE ENABLE COMMENT 'x' DO SELECT 1",
            "CREATE DEFINER=`a`@`b` EVENT IF NOT EXISTS `f` ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE DISABLE COMMENT 'x' DO SELECT 1",
        );
        check("ALTER EVENT e DISABLE ON SLAVE", "ALTER EVENT e DISABLE");
        check("CREATE TABLE event (a int)", "CREATE TABLE event (a int)");
        let trigger = "CREATE DEFINER=a@'b' TRIGGER event BEFORE INSERT ON t FOR EACH ROW DO 1";
        check(trigger, trigger);
        check(
            "create or replace definer = current_user() event `g` on schedule at now() do select 1",
            "create or replace definer = current_user() event `g` on schedule at now() DISABLE do select 1",
        );
        assert_eq!(quiet.meant.get(&Ident::from("e")).map(String::as_str), Some("DISABLE ON SLAVE"));
        assert_eq!(quiet.meant.get(&Ident::from("f")).map(String::as_str), Some("ENABLE"));
    }
}
