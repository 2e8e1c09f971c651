//! EXPLAIN of a statement that changes rows.
//!
//! Never ANALYZE: the plan alone. The planner computes what is constant before it plans, so it may call functions that are
//! declared immutable or stable; where such a one is not PostgreSQL's own, nor of an extension, nobody is asked.

use std::collections::BTreeSet;

use schema::Dialect;
use schema::sql::{Ident, Lexer, TokenKind, literal};

use super::super::session::Session;
use super::{is_of_statement, plan_tree};
use crate::Result;
use crate::facts::{Asked, Bounds, Explained, unanswered};

impl Session {
    pub(crate) async fn explain(&mut self, asked: &Asked<'_>, bounds: &Bounds) -> Result<Explained> {
        if let Some(name) = self.would_call(asked.statement).await? {
            let reason = format!("`{name}` is a function of this database, and planning the statement may call it");
            return Ok(Explained::Unknown(reason));
        }
        // A standby takes no lock that a change of rows needs: there the rows are selected.
        let is_standby = self.one("SELECT pg_is_in_recovery()").await?.starts_with('t');
        let Some(statement) = (if is_standby { asked.select } else { Some(asked.statement) }) else {
            return Ok(Explained::Unknown("the server is a standby, which plans no changes of rows".to_owned()));
        };
        match self.asked(&format!("EXPLAIN (FORMAT JSON, VERBOSE) {statement}"), bounds).await {
            Ok(lines) => Ok(read(&lines.concat(), is_standby)),
            Err(error) => {
                let is_refused = is_of_statement(&error);
                let reason = unanswered(error)?;
                Ok(if is_refused { Explained::Fails(reason) } else { Explained::Unknown(reason) })
            }
        }
    }

    /// A function that the statement names and that planning could call.
    async fn would_call(&mut self, statement: &str) -> Result<Option<String>> {
        let names: Vec<_> = called(statement).iter().map(|name| literal(Dialect::Postgres, name).to_string()).collect();
        if names.is_empty() {
            return Ok(None);
        }
        let sql = format!(
            "SELECT p.proname FROM pg_proc p WHERE p.proname IN ({}) AND p.provolatile <> 'v' AND p.prokind IN ('f', 'w') \
             AND p.pronamespace <> 'pg_catalog'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d \
             WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') ORDER BY 1 LIMIT 1",
            names.join(", ")
        );
        Ok(self.first_column(&sql).await?.into_iter().next().flatten())
    }
}

fn read(json: &str, is_select: bool) -> Explained {
    let Some(tree) = plan_tree::read(json, is_select) else {
        return Explained::Unknown("the plan could not be read".to_owned());
    };
    Explained::Rows { rows: tree.rows, is_more: false, is_counted: false, scans: tree.scans }
}

/// The names that stand before a parenthesis.
fn called(statement: &str) -> BTreeSet<String> {
    let tokens: Vec<_> = Lexer::new(Dialect::Postgres, statement).filter(|token| !token.is_trivia()).collect();
    let is_name = |kind| matches!(kind, TokenKind::Word | TokenKind::QuotedIdent);
    let pairs = tokens.windows(2).filter(|pair| is_name(pair[0].kind) && pair[1].text(statement) == "(");
    pairs.map(|pair| Ident::parse(Dialect::Postgres, pair[0].text(statement)).as_str().to_owned()).collect()
}
