//! What must follow the new name of a column in the same statement, where the server does not see to it.
//!
//! MariaDB writes the new name into checks and computed columns by itself. MySQL refuses to rename a column that a check, a computed
//! column, a default or a key over an expression mentions (3959, 3108, 3837; measured on 9.7): they change beside it, and the keys
//! before and after.

use schema::object::{Column, Generated, Table, TableClause};
use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::unquote;
use schema::{Dialect, Ident};

use super::column;
use super::key::{self, ClauseKind};
use super::operation::{Algorithm, COPY, NOCOPY, Operation, Way, together};
use super::server::Server;
use super::sql::{folded, ident, mentions};

/// The statements that give a column another name, and whether they write the rows again.
pub(super) struct Renaming {
    pub(super) statements: Vec<String>,
    pub(super) rewrites: bool,
}

/// The renaming of a column of a table, which is called `name` by then; none where the server does all of it by itself.
pub(super) fn renaming(name: &Ident, table: &Table, (from, to): (&Ident, &Ident), server: Server) -> Option<Renaming> {
    if server.is_mariadb() {
        return None;
    }
    let is_about = |text: &str| mentions(text, from);
    let clauses = |which: fn(&TableClause) -> bool| -> Vec<&TableClause> {
        table.clauses.iter().filter(|clause| which(clause) && is_about(&clause.definition)).collect()
    };
    let keys = clauses(key::is_over_expression);
    let checks = clauses(|clause| key::kind(clause) == ClauseKind::Check);
    let computed: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| {
            let is_about_expression = |generated: &Generated| is_about(&generated.expression);
            column.generated.as_ref().is_some_and(is_about_expression)
                || column.default.as_deref().is_some_and(|default| default.starts_with('(') && is_about(default))
        })
        .collect();
    if keys.is_empty() && checks.is_empty() && computed.is_empty() {
        return None;
    }
    let named = |text: &str| with_name(text, from, to);
    let clause = |clause: &TableClause| {
        let definition = named(&clause.definition).into();
        format!("ADD {}", key::text(&TableClause { name: clause.name.clone(), definition }))
    };
    let own_name = |clause: &TableClause| clause.name.as_ref().map(ident).unwrap_or_default();
    let mut together_with: Vec<String> = checks.iter().map(|check| format!("DROP CHECK {}", own_name(check))).collect();
    together_with.push(format!("RENAME COLUMN {} TO {}", ident(from), ident(to)));
    together_with.extend(computed.iter().map(|column| {
        let mut after = (*column).clone();
        after.default = column.default.as_deref().map(|default| named(default).into());
        if let Some(generated) = &mut after.generated {
            generated.expression = named(&generated.expression).into();
        }
        format!("MODIFY COLUMN {}", column::definition(table, &after))
    }));
    together_with.extend(checks.iter().map(|check| clause(check)));
    let is_copied = !computed.is_empty() || checks.iter().any(|check| !check.definition.ends_with("NOT ENFORCED"));
    let ground = super::alter::ground(table, table);
    let adding: Vec<Operation> =
        keys.iter().map(|clause| Operation::AddExpressionKey { is_unique: key::is_unique(clause) }).collect();
    let of_keys = together(&adding, ground, server);
    let statement = |parts: Vec<String>, way: Way| {
        let parts = parts.into_iter().chain([way.spelled(server)]).collect::<Vec<_>>();
        format!("ALTER TABLE {} {}", ident(name), parts.join(", "))
    };
    let mut statements = Vec::new();
    if !keys.is_empty() {
        statements.push(statement(keys.iter().map(|key| format!("DROP KEY {}", own_name(key))).collect(), NOCOPY));
    }
    statements.push(statement(together_with, if is_copied { COPY } else { NOCOPY }));
    if !keys.is_empty() {
        statements.push(statement(keys.iter().map(|key| clause(key)).collect(), of_keys));
    }
    Some(Renaming { statements, rewrites: is_copied || of_keys.algorithm >= Algorithm::Inplace && !keys.is_empty() })
}

/// The table as it is after the renaming.
pub(super) fn renamed(table: &Table, from: &Ident, to: &Ident) -> Table {
    let named = |text: &str| with_name(text, from, to).into_boxed_str();
    let mut table = table.clone();
    for column in &mut table.columns {
        if folded(&column.name) == folded(from) {
            column.name = to.clone();
        }
        column.default = column
            .default
            .as_deref()
            .map(|default| if default.starts_with('(') { named(default) } else { default.into() });
        if let Some(generated) = &mut column.generated {
            generated.expression = named(&generated.expression);
        }
    }
    for clause in &mut table.clauses {
        clause.definition = named(&clause.definition);
    }
    table
}

/// The text with the new name wherever the old one stands as a name of its own.
fn with_name(text: &str, from: &Ident, to: &Ident) -> String {
    let tokens: Vec<Token> = Lexer::new(Dialect::MySql, text).collect();
    let is_it = |token: &Token| {
        token.kind == TokenKind::QuotedIdent
            && folded(&Ident::from(unquote(Dialect::MySql, token.text(text)))) == folded(from)
    };
    let quoted = format!("`{}`", to.as_str().replace('`', "``"));
    tokens.iter().map(|token| if is_it(token) { quoted.as_str() } else { token.text(text) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_changed() {
        let check = |text: &str, expected: &str| assert_eq!(with_name(text, &"a".into(), &"b`c".into()), expected);
        check("CHECK ((`a` > f(_utf8mb4'`a`',`ab`)))", "CHECK ((`b``c` > f(_utf8mb4'`a`',`ab`)))");
        check("(lower(`A`))", "(lower(`b``c`))");
    }
}
