//! Statements in the log: where transactions begin and end, and which watched tables a statement is about.
//!
//! Invariant: in doubt a table is named.

use std::borrow::Cow;

use super::super::bytes::Bytes;
use super::super::watched::Watched;
use super::inflate::inflated;
use super::targets::{Name, Words};

/// A statement, and the database that names without one mean.
#[derive(Clone, Debug)]
pub(super) struct Query<'a> {
    database: &'a [u8],
    sql: Cow<'a, [u8]>,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    Begin,
    End,
    /// A part of a transaction that changes nothing.
    Within,
    /// Anything else: the watched tables whose definition or content as a whole it changes, and those whose rows it changes.
    Other {
        altered: Vec<usize>,
        written: Vec<usize>,
    },
}

impl<'a> Query<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Option<Self> {
        let (database, sql) = parts(body, 0)?;
        Some(Self { database, sql: sql.into() })
    }

    pub(super) fn parse_compressed(body: &'a [u8]) -> Option<Self> {
        let (database, sql) = parts(body, 0)?;
        Some(Self { database, sql: inflated(sql)?.into() })
    }

    /// `LOAD DATA` has the places of the file's name behind what every statement has.
    pub(super) fn parse_load(body: &'a [u8]) -> Option<Self> {
        let (database, sql) = parts(body, 13)?;
        Some(Self { database, sql: sql.into() })
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.sql).into_owned()
    }

    /// What it does, and to which of the tables.
    pub(super) fn touch(&self, watched: &[Watched]) -> Touch {
        match &*self.sql {
            b"BEGIN" => return Touch::Begin,
            b"COMMIT" => return Touch::End,
            _ => {}
        }
        if let Some(touch) = self.boundary() {
            return touch;
        }
        let (mut altered, mut written) = (Vec::new(), Vec::new());
        if watched.iter().any(|watched| self.may_name(watched)) {
            for text in self.readings() {
                // Nobody says whether `"…"` is a name or a string.
                for is_ansi in [false, true] {
                    let words = Words::of(&text, is_ansi);
                    let targets = words.targets();
                    altered.extend(self.named(&targets.altered, watched));
                    altered.extend(self.in_dropped(&targets.dropped, watched));
                    written.extend(self.named(&targets.written, watched));
                }
            }
        }
        for list in [&mut altered, &mut written] {
            list.sort_unstable();
            list.dedup();
        }
        Touch::Other { altered, written }
    }

    /// The beginning or the end of a transaction, or a place within.
    fn boundary(&self) -> Option<Touch> {
        let start = String::from_utf8_lossy(self.sql.get(..self.sql.len().min(80)).unwrap_or_default());
        let words = Words::of(&start, false);
        match (&*words.keyword(0), &*words.keyword(1)) {
            ("BEGIN", "") | ("START", "TRANSACTION") | ("XA", "START" | "BEGIN") => Some(Touch::Begin),
            ("SAVEPOINT", _) | ("RELEASE", "SAVEPOINT") | ("ROLLBACK", "TO") | ("XA", "END") => Some(Touch::Within),
            ("COMMIT", _) | ("ROLLBACK", _) | ("XA", "COMMIT" | "ROLLBACK") => Some(Touch::End),
            _ => None,
        }
    }

    /// Whether the text has the name of the table or of its database at all: most have not, and are not looked into.
    fn may_name(&self, watched: &Watched) -> bool {
        let is_plain = |name: &str| name.is_ascii() && !name.contains('`');
        let has = |name: &str| self.sql.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()));
        [&watched.table, &watched.database].into_iter().any(|name| !is_plain(name) || has(name))
    }

    /// The text in the encodings that it may have.
    fn readings(&self) -> Vec<Cow<'_, str>> {
        match std::str::from_utf8(&self.sql) {
            Ok(text) => vec![text.into()],
            Err(_) => {
                let latin: String = self.sql.iter().map(|byte| char::from(*byte)).collect();
                vec![String::from_utf8_lossy(&self.sql), latin.into()]
            }
        }
    }

    fn named(&self, names: &[Name], watched: &[Watched]) -> Vec<usize> {
        let is_meant = |watched: &Watched| {
            names.iter().any(|name| {
                let database = name.database.as_ref().map_or(self.database, |database| database.as_bytes());
                watched.is_named(database, name.table.as_bytes())
            })
        };
        places(watched, is_meant)
    }

    fn in_dropped(&self, databases: &[String], watched: &[Watched]) -> Vec<usize> {
        places(watched, |watched| {
            databases.iter().any(|database| watched.is_named(database.as_bytes(), watched.table.as_bytes()))
        })
    }
}

fn places(watched: &[Watched], is_meant: impl Fn(&Watched) -> bool) -> Vec<usize> {
    watched.iter().enumerate().filter(|(_, watched)| is_meant(watched)).map(|(place, _)| place).collect()
}

/// The default database and the text of a statement.
fn parts(body: &[u8], behind: usize) -> Option<(&[u8], &[u8])> {
    let mut bytes = Bytes::new(body);
    bytes.take(8)?;
    let database = usize::from(bytes.u8()?);
    bytes.take(2)?;
    let variables = usize::from(bytes.u16()?);
    bytes.take(behind)?;
    bytes.take(variables)?;
    let database = bytes.take(database)?;
    bytes.take(1)?;
    Some((database, bytes.rest()))
}
