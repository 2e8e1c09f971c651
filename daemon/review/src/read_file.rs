//! Files split into statements that are recognised, by several threads where there are many.
//!
//! Not what is known before a statement. Invariant: what could not be split is told beside the rest.

use schema::sql::{SplitError, Statement, split};

use crate::Settings;
use crate::about::About;
use crate::look::Around;
use crate::parallel;
use crate::review::Input;
use crate::siblings::Siblings;
use crate::suppress::{Comments, comments};
use crate::unit::Unit;

/// A file whose statements are recognised.
pub(crate) struct ReadFile<'a> {
    /// Which one of all files it is.
    pub(crate) number: usize,
    /// The file, and what is around it.
    pub(crate) around: Around<'a>,
    /// Its text without the comments that address the program.
    pub(crate) blanked: &'a str,
    /// Its statements.
    pub(crate) units: Vec<Unit<'a>>,
    /// Which of them are about a table.
    pub(crate) about: About,
    /// What its comments say to the program.
    pub(crate) said: Comments,
    /// What could not be split.
    pub(crate) unread: Vec<SplitError>,
}

/// Reads files, the first of which has a number, and hands them on.
pub(crate) fn read<R>(
    settings: &Settings<'_>,
    siblings: &Siblings<'_>,
    first: usize,
    files: &[Input<'_>],
    threads: usize,
    with: impl FnOnce(Vec<ReadFile<'_>>) -> R,
) -> R {
    let dialect = settings.dialect;
    let (texts, said): (Vec<_>, Vec<_>) = files.iter().map(|file| comments(dialect, file.text)).unzip();
    let all = |text| split(dialect, text).collect::<Vec<_>>();
    let mut statements = Vec::new();
    let mut unread: Vec<Vec<SplitError>> = vec![Vec::new(); files.len()];
    let mut counts = vec![0; files.len()];
    for (file, found) in parallel::map(texts.iter().collect(), threads, |text| all(text)).into_iter().enumerate() {
        for item in found {
            match item {
                Ok(statement) => {
                    counts[file] += 1;
                    statements.push(statement);
                }
                Err(error) => unread[file].push(error),
            }
        }
    }
    let mut units =
        parallel::map(statements, threads, |one: Statement<'_>| Unit::new(dialect, one.text, one.span.start))
            .into_iter();
    let read =
        files.iter().enumerate().zip(&texts).zip(said).zip(unread).map(|((((at, file), text), said), unread)| {
            let units: Vec<_> = units.by_ref().take(counts[at]).collect();
            ReadFile {
                number: first + at,
                around: Around { path: file.path, text: file.text, siblings, known: &settings.known },
                blanked: text,
                about: About::of(&units),
                units,
                said,
                unread,
            }
        });
    with(read.collect())
}
