//! Runs the pieces in batches; what misses something is put off and tried again until nothing moves.

use sqlx::postgres::PgDatabaseError;

use super::BASE;
use super::piece::Piece;
use crate::postgres::batch::{SIZE, joined};
use crate::postgres::fault;
use crate::postgres::session::Session;

/// A piece that failed, and how.
pub(super) struct Failure {
    pub(super) piece: usize,
    pub(super) code: String,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// The character of the statement where the server saw it.
    pub(super) character: usize,
}

impl Failure {
    /// Whether something is missing that another statement may yet make.
    pub(super) fn is_missing_something(&self) -> bool {
        const MISSING: &[&str] = &[
            "42P01", "42883", "42704", "3F000", "42703", "42830", "42803", "42P10", "42P17", "42809", "0A000", "42846",
            "42804", "42P16", "55000", "42611",
        ];
        MISSING.contains(&self.code.as_str())
    }
}

/// After so many errors that no order can mend, the rest is not tried.
pub(super) const ENOUGH: usize = 100;

/// Runs the pieces in that order; the failures that are left are final.
pub(super) async fn run(session: &mut Session, pieces: &[Piece<'_>], order: Vec<usize>) -> Vec<Failure> {
    let mut runner = Runner { session, pieces, settings: String::new(), is_lost: false };
    let mut failures = runner.pass(&order).await;
    loop {
        let again: Vec<usize> =
            failures.iter().filter(|failed| failed.is_missing_something()).map(|f| f.piece).collect();
        if again.is_empty() || runner.is_lost {
            break;
        }
        let mut next = runner.pass(&again).await;
        let has_moved = next.len() < again.len();
        next.extend(failures.into_iter().filter(|failed| !failed.is_missing_something()));
        failures = next;
        if !has_moved {
            break;
        }
    }
    if !runner.settings.is_empty() {
        let _ = runner.session.try_batch(BASE).await;
    }
    failures
}

struct Runner<'s, 'p, 'a> {
    session: &'s mut Session,
    pieces: &'p [Piece<'a>],
    /// What the session is set to beyond the base.
    settings: String,
    is_lost: bool,
}

impl Runner<'_, '_, '_> {
    async fn pass(&mut self, order: &[usize]) -> Vec<Failure> {
        let mut failures = Vec::new();
        let mut rest = order;
        while let Some(first) = rest.first() {
            let settings = &self.pieces[*first].settings;
            let alike = rest.iter().take(SIZE).take_while(|at| self.pieces[**at].settings == *settings).count();
            let (batch, after) = rest.split_at(alike);
            rest = after;
            if let Err(failure) = self.set(*first).await {
                failures.push(failure);
                continue;
            }
            self.batch(batch, &mut failures).await;
            if self.is_lost || failures.iter().filter(|failed| !failed.is_missing_something()).count() > ENOUGH {
                break;
            }
        }
        failures
    }

    /// Gives the session the settings of the piece.
    async fn set(&mut self, piece: usize) -> Result<(), Failure> {
        let wanted = &self.pieces[piece].settings;
        if self.settings == **wanted {
            return Ok(());
        }
        let sql = format!("{BASE};\n{wanted}");
        self.settings = wanted.to_string();
        self.session.try_batch(&sql).await.map_err(|cause| {
            let mut failure = self.failure(piece, &cause);
            failure.message = format!("a setting of this file is refused: {}", failure.message);
            failure.character = 0;
            failure
        })
    }

    async fn batch(&mut self, batch: &[usize], failures: &mut Vec<Failure>) {
        let pieces = self.pieces;
        if batch.len() > 1 {
            let texts: Vec<&str> = batch.iter().map(|at| text(&pieces[*at])).collect();
            match self.session.try_batch(&joined(&texts)).await {
                Ok(()) => return,
                Err(cause) if cause.as_database_error().is_none() => {
                    self.is_lost = true;
                    failures.push(self.failure(batch[0], &cause));
                    return;
                }
                Err(_) => {}
            }
        }
        for at in batch {
            if let Err(cause) = self.session.try_batch(text(&pieces[*at])).await {
                self.is_lost |= cause.as_database_error().is_none();
                failures.push(self.failure(*at, &cause));
                if self.is_lost {
                    return;
                }
            }
        }
    }

    fn failure(&self, piece: usize, cause: &sqlx::Error) -> Failure {
        match fault::server_error(cause) {
            Some(error) => Failure {
                piece,
                code: error.code().to_owned(),
                message: fault::message(error),
                hint: error.hint().map(str::to_owned),
                character: position(error),
            },
            None => Failure {
                piece,
                code: String::new(),
                message: format!("the connection was lost: {cause}"),
                hint: None,
                character: 0,
            },
        }
    }
}

/// The statement as it is run: the schema `public` is there already.
fn text<'t>(piece: &'t Piece<'_>) -> &'t str {
    if let Some(instead) = &piece.instead {
        return instead;
    }
    let is_public =
        |made: &schema::sql::Defined| made.kind == "SCHEMA" && made.name.as_ref().is_some_and(|name| *name == "public");
    if piece.created().any(is_public) { "CREATE SCHEMA IF NOT EXISTS public" } else { piece.statement.text }
}

fn position(error: &PgDatabaseError) -> usize {
    fault::position(error).unwrap_or(0)
}
