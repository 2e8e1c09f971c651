//! Desired SQL into a scratch database, whatever the order of files and statements.

mod explain;
mod given;
mod order;
mod piece;
mod refuse;
mod run;

use std::collections::{BTreeSet, HashMap};

use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::{distance, mention_key, unquote};
use schema::{Dialect, Ident};

use self::piece::Piece;
use super::scratch::Scratch;
use crate::source::{Source, SqlDiagnostic};

/// Loads desired SQL.
///
/// # Errors
/// Every statement that does not elaborate, with its place.
pub(super) async fn load(scratch: &mut Scratch, sources: &[Source]) -> Result<(), Vec<SqlDiagnostic>> {
    let target = scratch.target().to_owned();
    let (pieces, mut wrong) = piece::read(sources, &target);
    let (given, pieces): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.grant.is_some());
    wrong.extend(duplicates(&pieces));
    if wrong.is_empty() {
        let order = order::sorted(&pieces);
        let mut failures = run::run(scratch, &pieces, order).await;
        failures.truncate(run::ENOUGH);
        wrong.extend(explain::explain(&pieces, &failures, scratch.name()));
        wrong.extend(orphans(&pieces));
    }
    if wrong.is_empty() {
        wrong.extend(given::hold(scratch, &given).await);
    }
    wrong.sort();
    wrong.dedup();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Objects that two statements define and that the server would quietly take twice: `OR REPLACE`, `IF NOT EXISTS`.
fn duplicates(pieces: &[Piece<'_>]) -> Vec<SqlDiagnostic> {
    let mut first: HashMap<(&str, &str), &Piece<'_>> = HashMap::new();
    let mut found = Vec::new();
    for piece in pieces {
        let Some(made) = piece.created() else { continue };
        let Some(name) = &made.name else { continue };
        let space = match made.kind {
            "TABLE" | "VIEW" | "SEQUENCE" => "relation",
            "INDEX" => continue,
            other => other,
        };
        if let Some(earlier) = first.insert((space, name.as_str()), piece) {
            let message = format!("`{}` is defined twice: it is defined at {} too", name.as_str(), earlier.place());
            found.push(piece.diagnostic(0, message, Some("keep one of the two".to_owned())));
        }
    }
    found
}

/// Foreign keys whose parent nothing makes: the scratch database does not check them.
fn orphans(pieces: &[Piece<'_>]) -> Vec<SqlDiagnostic> {
    let key = |name: &str| mention_key(Dialect::MySql, name).into_owned();
    let made: BTreeSet<String> = pieces
        .iter()
        .flat_map(|piece| &piece.defines)
        .filter_map(|made| made.name.as_ref())
        .map(|name| key(name.as_str()))
        .collect();
    let mut found = Vec::new();
    for piece in pieces.iter().filter(|piece| matches!(piece.kind(), "" | "TABLE")) {
        let text = piece.statement.text;
        let tokens: Vec<Token> = Lexer::new(Dialect::MySql, text).filter(|token| !token.is_trivia()).collect();
        let name =
            |at: usize| tokens.get(at).map(|token| unquote(Dialect::MySql, token.text(text))).unwrap_or_default();
        for at in 0..tokens.len() {
            if tokens[at].kind != TokenKind::Word || !tokens[at].text(text).eq_ignore_ascii_case("REFERENCES") {
                continue;
            }
            // A parent in another database is refused by name later.
            let last = if name(at + 2) == "." { at + 3 } else { at + 1 };
            let parent = name(last);
            let is_elsewhere = last == at + 3 && piece.text.contains(&name(at + 1));
            if !is_elsewhere && !made.contains(&key(&parent)) {
                let message = format!("a foreign key references the table `{parent}`, which does not exist");
                let hint = nearest(pieces, &parent).map(|near| format!("did you mean `{near}`?"));
                let character = text[..tokens[at].span.start].chars().count();
                found.push(piece.diagnostic(character, message, hint));
            }
        }
    }
    found
}

/// The defined name that is most like the missing one, if any is.
fn nearest(pieces: &[Piece<'_>], missing: &str) -> Option<String> {
    let wanted = mention_key(Dialect::MySql, missing).into_owned();
    let names: BTreeSet<&str> =
        pieces.iter().filter_map(Piece::created).filter_map(|made| made.name.as_ref()).map(Ident::as_str).collect();
    let scored = names.into_iter().filter(|name| *name != missing).map(|name| {
        let key = mention_key(Dialect::MySql, name).into_owned();
        (distance(&key, &wanted), name)
    });
    scored
        .filter(|(distance, name)| *distance <= 1 + name.len().min(missing.len()) / 4)
        .min()
        .map(|(_, name)| name.to_owned())
}
