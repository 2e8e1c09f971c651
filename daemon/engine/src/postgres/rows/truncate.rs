//! `TRUNCATE`: it leaves no old rows for others to see, so that its tables are saved whole before the statements run.

use schema::Dialect;
use schema::sql::{Lexer, TokenKind};

use super::super::ledger::quoted;
use super::super::session::Session;
use crate::Result;

/// What a `TRUNCATE` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Truncate {
    /// The tables as they are written, and whether `ONLY` stands before them.
    tables: Vec<(String, bool)>,
    cascades: bool,
    pub(super) restarts: bool,
}

/// Reads a statement; none where it is no `TRUNCATE`.
pub(super) fn read(statement: &str) -> Option<Truncate> {
    let tokens: Vec<(TokenKind, &str)> = Lexer::new(Dialect::Postgres, statement)
        .filter(|token| !token.is_trivia())
        .map(|token| (token.kind, token.text(statement)))
        .collect();
    let is = |at: usize, word: &str| {
        tokens.get(at).is_some_and(|(kind, text)| *kind == TokenKind::Word && text.eq_ignore_ascii_case(word))
    };
    if !is(0, "TRUNCATE") {
        return None;
    }
    let mut found = Truncate::default();
    let (mut name, mut only) = (String::new(), false);
    let mut at = usize::from(is(1, "TABLE")) + 1;
    while let Some((_, text)) = tokens.get(at) {
        match *text {
            "," => found.tables.push((std::mem::take(&mut name), std::mem::take(&mut only))),
            "*" | ";" => {}
            _ if is(at, "ONLY") && name.is_empty() => only = true,
            _ if is(at, "CASCADE") => found.cascades = true,
            _ if is(at, "RESTART") => found.restarts = true,
            _ if ["IDENTITY", "CONTINUE", "RESTRICT"].iter().any(|word| is(at, word)) => {}
            part => name.push_str(part),
        }
        at += 1;
    }
    found.tables.push((name, only));
    Some(found)
}

impl Session {
    /// The tables that the statement empties, by their numbers in the catalog: with partitions, children, and what cascades reach.
    pub(super) async fn truncated(&mut self, truncate: &Truncate) -> Result<Vec<String>> {
        let given: Vec<String> = truncate
            .tables
            .iter()
            .map(|(name, only)| format!("(to_regclass({})::oid, {})", quoted(name), !only))
            .collect();
        let reach = if truncate.cascades { "OR (k.contype = 'f' AND k.confrelid = r.oid)" } else { "" };
        let sql = format!(
            "WITH RECURSIVE r(oid, down) AS (VALUES {} UNION SELECT x.oid, true FROM r CROSS JOIN LATERAL (\
             SELECT i.inhrelid AS oid FROM pg_inherits i WHERE i.inhparent = r.oid AND r.down \
             UNION SELECT k.conrelid FROM pg_constraint k WHERE false {reach}) x) \
             SELECT DISTINCT r.oid::text FROM r WHERE r.oid IS NOT NULL ORDER BY 1",
            given.join(", ")
        );
        Ok(self.first_column(&sql).await?.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables with whether they are meant alone, and two flags.
    type Told = (Vec<(String, bool)>, bool, bool);

    fn told(statement: &str) -> Option<Told> {
        read(statement).map(|found| (found.tables, found.cascades, found.restarts))
    }

    #[test]
    fn a_truncate_says_which_tables_and_how() {
        let name = |text: &str, only| (text.to_owned(), only);
        assert_eq!(told("DELETE FROM t"), None);
        assert_eq!(told("TRUNCATE t"), Some((vec![name("t", false)], false, false)));
        assert_eq!(
            told("/* all */ truncate TABLE ONLY \"A b\".t, u * RESTART IDENTITY CASCADE"),
            Some((vec![name("\"A b\".t", true), name("u", false)], true, true))
        );
        assert_eq!(told("TRUNCATE s . t CONTINUE IDENTITY RESTRICT;"), Some((vec![name("s.t", false)], false, false)));
    }
}
