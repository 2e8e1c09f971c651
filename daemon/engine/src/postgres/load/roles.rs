//! `DO` blocks that make sure of roles, as scripts begin with: a role belongs to the server, so it is looked for and not made.

use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::literal;
use schema::{Dialect, Ident};

const DIALECT: Dialect = Dialect::Postgres;

/// The query that fails where a role is missing which the block would make; empty where it would make none, and nothing where the
/// block does anything else than to see to roles.
pub(super) fn looked_for(statement: &str) -> Option<String> {
    let body = body(statement)?;
    let tokens: Vec<Token> = Lexer::new(DIALECT, body).filter(|token| !token.is_trivia()).collect();
    let mut found = Vec::new();
    for part in tokens.split(|token| token.text(body) == ";") {
        found.extend(role(body, part)?);
    }
    if found.is_empty() {
        return None;
    }
    let roles: Vec<Ident> = found.into_iter().flatten().collect();
    let looks = roles.iter().map(|role| {
        let name = role.display(DIALECT).to_string();
        format!("{}::pg_catalog.regrole", literal(DIALECT, &name))
    });
    let looks: Vec<_> = looks.collect();
    Some(if looks.is_empty() { String::new() } else { format!("SELECT {}", looks.join(", ")) })
}

/// What stands between the dollars.
fn body(statement: &str) -> Option<&str> {
    let mut tokens = Lexer::new(DIALECT, statement).filter(|token| !token.is_trivia());
    let text = tokens.find(|token| token.kind == TokenKind::DollarString)?.text(statement);
    let tag = text.get(..text.get(1..)?.find('$')? + 2)?;
    text.strip_prefix(tag)?.strip_suffix(tag)
}

/// What one statement of the block does about roles, if anything: it makes one, or makes one a member of another. Nothing where it
/// does something else.
fn role(body: &str, part: &[Token]) -> Option<Option<Option<Ident>>> {
    let mut rest = part;
    loop {
        let word = |at: usize| rest.get(at).map(|token| token.text(body).to_ascii_uppercase()).unwrap_or_default();
        match word(0).as_str() {
            "BEGIN" | "ELSE" => rest = rest.get(1..)?,
            "IF" | "EXCEPTION" => {
                let then = rest.iter().position(|token| token.text(body).eq_ignore_ascii_case("THEN"))?;
                rest = rest.get(then + 1..)?;
            }
            "" | "END" | "NULL" | "RAISE" => return Some(None),
            "CREATE" if matches!(word(1).as_str(), "ROLE" | "USER" | "GROUP") => {
                return Some(Some(Some(Ident::parse(DIALECT, rest.get(2)?.text(body)))));
            }
            "EXECUTE" => return is_membership(body, rest).then_some(Some(None)),
            _ => return None,
        }
    }
}

/// `EXECUTE … 'GRANT role TO role'`.
fn is_membership(body: &str, part: &[Token]) -> bool {
    let mut texts =
        part.iter().filter(|token| token.kind == TokenKind::String).map(|token| token.text(body).to_ascii_uppercase());
    texts.next().is_some_and(|text| text.starts_with("'GRANT ") && !text.contains(" ON "))
}

#[cfg(test)]
mod tests {
    use super::looked_for;

    #[test]
    fn a_block_that_makes_sure_of_roles_is_a_look_at_them() {
        let block = "DO $x$\nBEGIN\n  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'a; b') THEN CREATE ROLE \"a; b\" LOGIN; END IF;\n\
                     EXCEPTION WHEN duplicate_object THEN NULL;\nEND $x$";
        assert_eq!(looked_for(block).as_deref(), Some("SELECT '\"a; b\"'::pg_catalog.regrole"));
        let member = "DO $$ BEGIN EXECUTE format('GRANT r TO %I', current_user); END $$ LANGUAGE plpgsql";
        assert_eq!(looked_for(member).as_deref(), Some(""));
    }

    #[test]
    fn a_block_that_does_more_is_none() {
        for block in [
            "DO $$ BEGIN CREATE ROLE r; DELETE FROM t; END $$",
            "DO $$ BEGIN EXECUTE 'GRANT SELECT ON t TO r'; END $$",
            "DO $$ DECLARE x int; BEGIN NULL; END $$",
            "DO 'BEGIN NULL; END'",
            "DO $$ BEGIN END $$",
        ] {
            assert_eq!(looked_for(block), None, "{block}");
        }
    }
}
