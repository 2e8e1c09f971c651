//! One `GRANT` or `REVOKE` on the database or what is in it, as it is written.
//!
//! Everything that it does not understand is a fault with its place: nothing of it is passed over.

use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::unquote;
use schema::{Dialect, Ident, Kind};

/// A statement as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mysql) struct Statement {
    pub(super) is_revoke: bool,
    pub(super) listed: Vec<Listed>,
    pub(super) on: On,
    pub(super) grantees: Vec<Grantee>,
    pub(super) with_option: bool,
}

/// One privilege of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// In upper case.
    pub(super) name: String,
    pub(super) columns: Vec<(Ident, usize)>,
    /// The byte where it stands.
    pub(super) at: usize,
}

/// What it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum On {
    Database,
    /// A table, view or sequence.
    Relation(Ident, usize),
    Routine(Kind, Ident, usize),
}

/// Somebody, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grantee {
    pub(super) user: String,
    pub(super) host: Option<String>,
    pub(super) at: usize,
}

/// What is wrong with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mysql) struct Fault {
    /// The byte where it is seen.
    pub(in crate::mysql) at: usize,
    pub(in crate::mysql) message: String,
    pub(in crate::mysql) hint: String,
    /// Whether the server would take it.
    pub(in crate::mysql) is_refusal: bool,
}

/// Whether a statement gives or takes privileges.
pub(in crate::mysql) fn is_grant(sql: &str) -> bool {
    let first = Lexer::new(Dialect::MySql, sql).find(|token| !token.is_trivia());
    first.is_some_and(|token| ["GRANT", "REVOKE"].iter().any(|word| token.text(sql).eq_ignore_ascii_case(word)))
}

impl Statement {
    /// Reads a statement; `own` are the names that the database goes by.
    pub(in crate::mysql) fn read(sql: &str, own: &[&str], ansi_quotes: bool) -> Result<Self, Fault> {
        let lexer = Lexer::new(Dialect::MySql, sql).with_ansi_quotes(ansi_quotes);
        let tokens = lexer.filter(|token| !token.is_trivia() && token.text(sql) != ";").collect();
        Reader { sql, own, tokens, at: 0 }.statement()
    }
}

struct Reader<'a> {
    sql: &'a str,
    own: &'a [&'a str],
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn statement(mut self) -> Result<Statement, Fault> {
        let is_revoke = self.eat("REVOKE");
        if !is_revoke {
            self.eat("GRANT");
        }
        let listed = self.listed()?;
        let on = self.on()?;
        let (link, what) = if is_revoke { ("FROM", "REVOKE") } else { ("TO", "GRANT") };
        if !self.eat(link) {
            return Err(self.unread(&format!("`{what}` has no `{link}` here")));
        }
        let mut grantees = vec![self.grantee()?];
        while self.eat(",") {
            grantees.push(self.grantee()?);
        }
        let with_option = self.options()?;
        Ok(Statement { is_revoke, listed, on, grantees, with_option })
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text(self.sql))
    }

    fn kind(&self) -> Option<TokenKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.sql.len(), |token| token.span.start)
    }

    fn is(&self, ahead: usize, word: &str) -> bool {
        let is_quoted = self.tokens.get(self.at + ahead).is_some_and(|token| token.kind == TokenKind::QuotedIdent);
        !is_quoted && self.text(ahead).eq_ignore_ascii_case(word)
    }

    fn eat(&mut self, word: &str) -> bool {
        let is = self.is(0, word);
        self.at += usize::from(is);
        is
    }

    fn unread(&self, message: &str) -> Fault {
        let hint = "write `GRANT SELECT, UPDATE (column) ON table TO 'user'@'host'`".to_owned();
        Fault { at: self.place(), message: message.to_owned(), hint, is_refusal: false }
    }

    fn name(&mut self) -> Result<Ident, Fault> {
        match self.kind() {
            Some(TokenKind::Word | TokenKind::QuotedIdent) => {
                let name = Ident::from(unquote(Dialect::MySql, self.text(0)));
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.unread("a name is expected here")),
        }
    }

    fn listed(&mut self) -> Result<Vec<Listed>, Fault> {
        let mut listed = Vec::new();
        loop {
            let at = self.place();
            let mut words: Vec<String> = Vec::new();
            while self.kind() == Some(TokenKind::Word) && !self.is(0, "ON") && !self.is(0, "TO") && !self.is(0, "FROM")
            {
                words.push(self.text(0).to_ascii_uppercase());
                self.at += 1;
            }
            if self.is(0, "TO") || self.is(0, "FROM") || words.is_empty() && self.kind() != Some(TokenKind::Word) {
                let message = "it makes somebody a member of a role, which is for the whole server";
                return Err(refused(at, message, "remove it; roles and their members belong to `access/roles.toml`"));
            }
            let columns = if self.is(0, "(") { self.columns()? } else { Vec::new() };
            listed.push(Listed { name: words.join(" "), columns, at });
            if !self.eat(",") {
                break;
            }
        }
        if listed.iter().any(|listed| listed.name == "PROXY") {
            let message = "it lets somebody act as another account, which is for the whole server";
            return Err(refused(listed[0].at, message, "remove it; accounts belong to `access/roles.toml`"));
        }
        Ok(listed)
    }

    fn columns(&mut self) -> Result<Vec<(Ident, usize)>, Fault> {
        self.at += 1;
        let mut columns = Vec::new();
        loop {
            let at = self.place();
            columns.push((self.name()?, at));
            if !self.eat(",") {
                break;
            }
        }
        if self.eat(")") { Ok(columns) } else { Err(self.unread("the list of columns is not closed here")) }
    }

    fn on(&mut self) -> Result<On, Fault> {
        if !self.eat("ON") {
            return Err(self.unread("`ON` and what the privileges are on is expected here"));
        }
        let kind = self.routine_kind();
        let at = self.place();
        if self.eat("*") {
            if self.is(0, ".") {
                let message = "`*.*` gives privileges on the whole server, not on one database";
                return Err(refused(
                    at,
                    message,
                    "write `ON *` for the target's database; what is for the server belongs to `access/roles.toml`",
                ));
            }
            return Ok(On::Database);
        }
        let mut name = self.name()?;
        if self.eat(".") {
            let is_own = self.own.iter().any(|own| *own == name.as_str() || *own == unescaped(name.as_str()));
            if !is_own {
                let message = format!("`{}` is another database; a target is one database", name.as_str());
                return Err(refused(
                    at,
                    message,
                    "leave the name before the dot away, or give the other database its own target",
                ));
            }
            if self.eat("*") {
                return Ok(On::Database);
            }
            name = self.name()?;
        }
        Ok(match kind {
            Some(kind) => On::Routine(kind, name, at),
            None => On::Relation(name, at),
        })
    }

    /// The word for the kind, unless it is the name itself; none for what is like a table.
    fn routine_kind(&mut self) -> Option<Kind> {
        const KINDS: [(&str, Option<Kind>); 4] = [
            ("TABLE", None),
            ("FUNCTION", Some(Kind::Function)),
            ("PROCEDURE", Some(Kind::Procedure)),
            ("PACKAGE", Some(Kind::Package)),
        ];
        let is_name = ["", ".", "TO", "FROM"].iter().any(|next| self.is(1, next));
        let (_, kind) = *KINDS.iter().find(|(word, _)| !is_name && self.is(0, word))?;
        self.at += 1;
        let is_body =
            kind == Some(Kind::Package) && self.is(0, "BODY") && !["TO", "FROM"].iter().any(|next| self.is(1, next));
        self.at += usize::from(is_body);
        if is_body { Some(Kind::PackageBody) } else { kind }
    }

    fn grantee(&mut self) -> Result<Grantee, Fault> {
        let at = self.place();
        let user = match self.kind() {
            Some(TokenKind::Word | TokenKind::QuotedIdent) => unquote(Dialect::MySql, self.text(0)),
            Some(TokenKind::String) => string(self.text(0)),
            _ => return Err(self.unread("an account or role is expected here")),
        };
        if ["CURRENT_USER", "CURRENT_ROLE"].iter().any(|word| self.is(0, word)) {
            let message = "whoever applies it is nobody in particular";
            return Err(refused(at, message, "name the account"));
        }
        self.at += 1;
        let mut host = None;
        if self.eat("@") {
            host = Some(match self.kind() {
                Some(TokenKind::String) => string(self.text(0)),
                _ => unquote(Dialect::MySql, self.text(0)),
            });
            self.at += 1;
        } else if let Some(bare) = self.text(0).strip_prefix('@').filter(|_| self.kind() == Some(TokenKind::Param)) {
            host = Some(bare.to_owned());
            self.at += 1;
        }
        Ok(Grantee { user, host, at })
    }

    /// `WITH GRANT OPTION` and nothing else.
    fn options(&mut self) -> Result<bool, Fault> {
        let at = self.place();
        let with_option = self.is(0, "WITH") && self.is(1, "GRANT") && self.is(2, "OPTION");
        if with_option {
            self.at += 3;
        }
        if self.at < self.tokens.len() {
            let message =
                format!("`{}` is about the account itself, which is for the whole server", self.text(0).to_uppercase());
            return Err(refused(at, message, "leave only `WITH GRANT OPTION`; accounts belong to `access/roles.toml`"));
        }
        Ok(with_option)
    }
}

fn refused(at: usize, message: impl Into<String>, hint: &str) -> Fault {
    Fault { at, message: message.into(), hint: hint.to_owned(), is_refusal: true }
}

/// A pattern of a database's name without wildcards, as the name that it means.
fn unescaped(name: &str) -> String {
    name.replace("\\_", "_").replace("\\%", "%")
}

/// The value of a string without escapes, which names have none of.
fn string(text: &str) -> String {
    let quote = text.chars().next().unwrap_or('\'');
    let body = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    body.replace(&format!("{quote}{quote}"), &quote.to_string()).replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutation::variants;

    fn read(sql: &str) -> Result<Statement, Fault> {
        Statement::read(sql, &["my_shop"], false)
    }

    #[test]
    fn privileges_columns_places_and_people_are_told() {
        let read = read(
            "GRANT select, Update (a, `b c`), SHOW VIEW ON my_shop.orders TO 'app'@'10.%', reader, x@localhost WITH GRANT OPTION",
        );
        let read = read.unwrap();
        let names: Vec<_> = read.listed.iter().map(|listed| (listed.name.as_str(), listed.columns.len())).collect();
        assert_eq!(names, [("SELECT", 0), ("UPDATE", 2), ("SHOW VIEW", 0)]);
        assert_eq!(read.on, On::Relation(Ident::from("orders"), 46));
        let people: Vec<_> = read.grantees.iter().map(|one| (one.user.as_str(), one.host.as_deref())).collect();
        assert_eq!(people, [("app", Some("10.%")), ("reader", None), ("x", Some("localhost"))]);
        assert!(read.with_option && !read.is_revoke);
    }

    #[test]
    fn kinds_and_databases_are_told() {
        let on = |sql: &str| read(&format!("GRANT ALL PRIVILEGES ON {sql} TO a")).map(|read| read.on);
        for sql in ["*", "my_shop.*", "`my\\_shop`.*"] {
            assert_eq!(on(sql), Ok(On::Database), "{sql}");
        }
        assert_eq!(on("function f"), Ok(On::Routine(Kind::Function, Ident::from("f"), 33)));
        assert_eq!(on("package body f"), Ok(On::Routine(Kind::PackageBody, Ident::from("f"), 37)));
        assert_eq!(on("function"), Ok(On::Relation(Ident::from("function"), 24)));
    }

    #[test]
    fn what_is_for_the_whole_server_is_refused() {
        for sql in [
            "GRANT reader TO app",
            "GRANT `reader` TO app",
            "GRANT PROXY ON a TO b",
            "GRANT SELECT ON *.* TO a",
            "GRANT SELECT ON other.t TO a",
            "GRANT SELECT ON t TO a IDENTIFIED BY 'x'",
            "GRANT SELECT ON t TO a WITH MAX_QUERIES_PER_HOUR 1",
            "GRANT SELECT ON t TO CURRENT_USER",
        ] {
            assert!(read(sql).is_err_and(|fault| fault.is_refusal), "{sql}");
        }
    }

    #[test]
    fn no_statement_ends_the_program() {
        let seeds =
            ["GRANT SELECT (a), ALL ON FUNCTION `d`.f TO 'a'@'%', b WITH GRANT OPTION", "REVOKE INSERT ON * FROM a@b"];
        let pieces = ["`", "'", "\"", "(", ")", ",", ".", "@", "\\", "*", " ON ", " TO ", " WITH ", "é", "\0", "/*!"];
        variants(&seeds, &pieces, 3_000).for_each(|sql| drop(read(&sql)));
    }
}
