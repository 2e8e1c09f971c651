//! Runs the pieces in batches; what misses something is put off and tried again until nothing moves.
//!
//! Nothing is rolled back here: of a batch that fails, what stands before the failing statement is done.

use super::piece::Piece;
use crate::mysql::fault;
use crate::mysql::scratch::Scratch;

/// A piece that failed, and how.
pub(super) struct Failure {
    pub(super) piece: usize,
    pub(super) number: u16,
    pub(super) message: String,
    /// The character of the statement where the server saw it.
    pub(super) character: usize,
}

impl Failure {
    /// Whether something is missing that another statement may yet make.
    fn is_missing_something(&self) -> bool {
        const MISSING: &[u16] =
            &[1005, 1049, 1054, 1072, 1091, 1146, 1176, 1215, 1305, 1356, 1360, 1822, 1824, 4031, 4091];
        MISSING.contains(&self.number)
    }
}

/// How many statements and bytes go together.
const SIZE: usize = 100;
const BYTES: usize = 500_000;

/// After so many errors that no order can mend, the rest is not tried.
pub(super) const ENOUGH: usize = 100;

/// Runs the pieces in that order; the failures that are left are final.
pub(super) async fn run(scratch: &mut Scratch, pieces: &[Piece<'_>], order: Vec<usize>) -> Vec<Failure> {
    let mut runner = Runner { scratch, pieces, settings: None, is_lost: false };
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
    failures
}

struct Runner<'s, 'p, 'a> {
    scratch: &'s mut Scratch,
    pieces: &'p [Piece<'a>],
    /// What the session is set to, once it was.
    settings: Option<String>,
    is_lost: bool,
}

impl Runner<'_, '_, '_> {
    async fn pass(&mut self, order: &[usize]) -> Vec<Failure> {
        let mut failures = Vec::new();
        let mut rest = order;
        while let Some(first) = rest.first() {
            if let Err(failure) = self.set(*first).await {
                failures.push(failure);
                rest = &rest[1..];
                continue;
            }
            let settings = self.settings_of(*first);
            let mut bytes = 0;
            let fits = |at: &&usize| {
                bytes += self.pieces[**at].text.len();
                bytes <= BYTES && self.settings_of(**at) == settings
            };
            let size = rest.iter().take(SIZE).take_while(fits).count().max(1);
            let texts: Vec<String> = rest[..size].iter().map(|at| self.scratch.quiet(&self.pieces[*at].text)).collect();
            let (done, failed) = self.scratch.run_batch(&texts).await;
            if let Some(mut cause) = failed {
                // In a batch a syntax error is shown with what follows it.
                if fault::server_error(&cause).is_some_and(|error| error.number() == 1064)
                    && let (_, Some(alone)) =
                        self.scratch.run_batch(&texts[done.min(size - 1)..=done.min(size - 1)]).await
                {
                    cause = alone;
                }
                failures.push(self.failure(rest[done.min(size - 1)], &cause));
                self.is_lost |= cause.as_database_error().is_none();
                rest = &rest[(done + 1).min(rest.len())..];
            } else {
                rest = &rest[size..];
            }
            if self.is_lost || failures.iter().filter(|failed| !failed.is_missing_something()).count() > ENOUGH {
                break;
            }
        }
        failures
    }

    /// The SQL mode that the target's own clients have, then what the file says. Tables may hold zero dates.
    fn settings_of(&self, piece: usize) -> String {
        let piece = &self.pieces[piece];
        let is_program = !matches!(piece.kind(), "" | "TABLE" | "INDEX" | "SEQUENCE");
        format!("{}{}", self.scratch.mode(is_program), piece.settings)
    }

    /// Gives the session the settings of the piece.
    async fn set(&mut self, piece: usize) -> Result<(), Failure> {
        let wanted = self.settings_of(piece);
        if self.settings.as_ref() == Some(&wanted) {
            return Ok(());
        }
        self.settings = None;
        self.scratch.set(&wanted).await.map_err(|cause| {
            let mut failure = self.failure(piece, &cause);
            failure.message = format!("a setting of this file is refused: {}", failure.message);
            failure.character = 0;
            failure
        })?;
        self.settings = Some(wanted);
        Ok(())
    }

    fn failure(&self, piece: usize, cause: &sqlx::Error) -> Failure {
        match fault::server_error(cause) {
            Some(error) => Failure {
                piece,
                number: error.number(),
                message: error.message().to_owned(),
                character: fault::position(error, self.pieces[piece].statement.text).unwrap_or(0),
            },
            None => Failure { piece, number: 0, message: format!("the connection was lost: {cause}"), character: 0 },
        }
    }
}
