//! The walk over the statements of a file: each looked at by every rule that is on, with all that is known before it.
//!
//! A rule that fires is asked again with less: with the statement alone, with the change alone, without a live database. So each
//! finding tells what it rests on. Invariant: only what fires is asked again, so that the cost stays linear in the text.

use std::ops::Range;
use std::sync::Arc;

use schema::Dialect;

use crate::about::About;
use crate::catalog::Catalog;
use crate::crew::Share;
use crate::estimate::{Dml, Touched, estimate};
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::levels::Levels;
use crate::look::{Look, Mark};
use crate::policy::Active;
use crate::read_file::ReadFile;
use crate::rule::Check;
use crate::session::Session;
use crate::unit::Unit;
use crate::{Level, Settings};

/// A mark with the rule that made it.
pub(crate) struct Fired {
    pub(crate) rule: &'static str,
    pub(crate) level: Level,
    pub(crate) mark: Mark,
    /// The statement, and the end of the one before it, for suppressions.
    pub(crate) statement: Option<(Range<usize>, usize)>,
    pub(crate) known_by: Knowledge,
}

/// What is known at a point of the change, all of it and less.
#[derive(Clone)]
pub(crate) struct Standpoint<'s> {
    facts: &'s Facts,
    /// With what existed before the change.
    catalog: Catalog,
    /// With what the change made alone; `None` where that is all.
    bare: Option<Catalog>,
    /// With nothing.
    nothing: Catalog,
    touched: Touched,
    /// The most that is known.
    most: Knowledge,
}

impl<'s> Standpoint<'s> {
    /// What is known before the change.
    pub(crate) fn new(dialect: Dialect, catalog: Catalog, facts: &'s Facts, has_schema: bool) -> Self {
        let has_more = has_schema || !facts.is_empty();
        let bare = has_more.then(|| Catalog::new(dialect));
        let most = match (has_more, facts.is_empty()) {
            (false, _) => Knowledge::Change,
            (true, true) => Knowledge::Schema,
            (true, false) => Knowledge::Live,
        };
        Self { facts, catalog, bare, nothing: Catalog::new(dialect), touched: Touched::default(), most }
    }

    /// What exists at this point.
    pub(crate) const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Begins a file: what the files before made is no longer new.
    pub(crate) fn begin_file(&mut self, number: usize) {
        self.catalog.begin_file(number);
        self.nothing.begin_file(number);
        self.bare.iter_mut().for_each(|bare| bare.begin_file(number));
    }

    fn replay(&mut self, unit: &Unit) {
        self.catalog.replay(unit);
        self.bare.iter_mut().for_each(|bare| bare.replay(unit));
        self.touched.replay(unit);
    }
}

/// What fires, and what changes rows with the number of its statement.
#[derive(Default)]
pub(crate) struct Walked {
    pub(crate) fired: Vec<Fired>,
    pub(crate) changes: Vec<(usize, Dml)>,
}

/// A file that is walked over.
pub(crate) struct Walk<'w> {
    pub(crate) file: &'w ReadFile<'w>,
    pub(crate) is_wrapped: bool,
    /// What of it is looked at.
    pub(crate) share: Share,
    /// Whether anybody still wants it.
    pub(crate) goes_on: &'w dyn Fn() -> bool,
}

impl<'w> Walk<'w> {
    /// Replays every statement, and looks at those of the share.
    pub(crate) fn run(&self, standpoint: &mut Standpoint<'_>, levels: &mut Levels<'_>) -> Option<Walked> {
        let mut session = Session::new(self.is_wrapped);
        let mut walked = Walked::default();
        let is_own_file = self.share.has_file(self.file.number);
        // The rules that were on at each statement, where the file is looked at as a whole.
        let mut on: Vec<Arc<[Active]>> = Vec::new();
        for (at, unit) in self.units().iter().enumerate() {
            if !(self.goes_on)() {
                return None;
            }
            let is_own = self.share.has(self.file.number, at);
            if is_own || is_own_file {
                let active = levels.of(unit, &standpoint.catalog);
                if is_own {
                    self.look_at(at, &active, standpoint, &session, &mut walked);
                }
                on.push(active);
            }
            session.replay(unit, &standpoint.catalog, at);
            standpoint.replay(unit);
        }
        if is_own_file {
            self.end(standpoint, &session, &on, &mut walked.fired);
        }
        Some(walked)
    }

    fn units(&self) -> &'w [Unit<'w>] {
        &self.file.units
    }

    /// Where a statement of the file is, and the end of the one before it.
    fn place(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let end = |unit: &Unit| unit.offset + unit.span().end;
        let before = at.checked_sub(1).and_then(|before| self.units().get(before)).map_or(0, end);
        self.units().get(at).map(|unit| (unit.offset..end(unit), before))
    }

    /// The rules that look at one statement.
    fn look_at(
        &self,
        at: usize,
        active: &[Active],
        standpoint: &Standpoint<'_>,
        session: &Session,
        walked: &mut Walked,
    ) {
        let dml = estimate(&self.units()[at], &standpoint.catalog, standpoint.facts, &standpoint.touched);
        for active in active {
            let Check::Statement(check) = active.rule.check else { continue };
            let made = self.marks(check, active, at, standpoint, session, dml.as_ref());
            walked.fired.extend(made.into_iter().map(|(mark, known_by)| Fired {
                rule: active.rule.code,
                level: active.level,
                mark,
                statement: self.place(at),
                known_by,
            }));
        }
        walked.changes.extend(dml.map(|dml| (at, dml)));
    }

    /// The rules that look at the whole file.
    fn end(&self, standpoint: &Standpoint<'_>, session: &Session, on: &[Arc<[Active]>], fired: &mut Vec<Fired>) {
        let Some(last) = self.units().len().checked_sub(1) else { return };
        let mut sets: Vec<&Arc<[Active]>> = Vec::new();
        for set in on {
            if !sets.iter().any(|known| Arc::ptr_eq(known, set)) {
                sets.push(set);
            }
        }
        for (set, active) in sets.into_iter().flat_map(|set| set.iter().map(move |active| (set, active))) {
            let Check::File(check) = active.rule.check else { continue };
            for (mark, known_by) in self.marks(check, active, last, standpoint, session, None) {
                let at = self.units().partition_point(|unit| unit.offset <= mark.span.start).saturating_sub(1);
                // What the rule says of a statement for which it is set otherwise does not count.
                if on.get(at).is_some_and(|own| !Arc::ptr_eq(own, set)) {
                    continue;
                }
                let statement = self.place(at);
                fired.push(Fired { rule: active.rule.code, level: active.level, mark, statement, known_by });
            }
        }
    }

    /// The marks of a rule at a statement, each with the least that one must know to make it.
    fn marks(
        &self,
        check: fn(&Look<'_>, &mut Vec<Mark>),
        active: &Active,
        at: usize,
        standpoint: &Standpoint<'_>,
        session: &Session,
        dml: Option<&Dml>,
    ) -> Vec<(Mark, Knowledge)> {
        let mut marks = Vec::new();
        let look = Look {
            unit: &self.units()[at],
            catalog: &standpoint.catalog,
            session,
            units: self.units(),
            at,
            around: &self.file.around,
            about: &self.file.about,
            parameters: &active.parameters,
            facts: standpoint.facts,
            touched: &standpoint.touched,
            dml,
        };
        check(&look, &mut marks);
        if marks.is_empty() {
            return Vec::new();
        }
        let most = standpoint.most;
        let mut made: Vec<(Mark, Knowledge)> =
            marks.into_iter().map(|mark| (mark.known_by.unwrap_or(most), mark)).map(|(by, mark)| (mark, by)).collect();
        for less in [Knowledge::Statement, Knowledge::Change, Knowledge::Schema] {
            if less >= most || made.iter().all(|(_, by)| *by < most) {
                break;
            }
            // A rule about a file sees more than one statement in it.
            if less == Knowledge::Statement && matches!(active.rule.check, Check::File(_)) && self.units().len() > 1 {
                continue;
            }
            let found = self.with_less(check, &look, standpoint, less);
            let open = made.iter_mut().filter(|(_, by)| *by == most);
            for (mark, by) in open {
                if found.contains(&mark.span) {
                    *by = less;
                }
            }
        }
        made
    }

    /// Where the rule fires for somebody who knows less.
    fn with_less(
        &self,
        check: fn(&Look<'_>, &mut Vec<Mark>),
        look: &Look<'_>,
        standpoint: &Standpoint<'_>,
        less: Knowledge,
    ) -> Vec<Range<usize>> {
        let is_alone = less == Knowledge::Statement;
        let (fresh, untouched) = (Session::new(self.is_wrapped), Touched::default());
        let alone = std::slice::from_ref(look.unit);
        let about = if is_alone { About::of(alone) } else { About::default() };
        let catalog = match less {
            Knowledge::Statement => &standpoint.nothing,
            Knowledge::Change => standpoint.bare.as_ref().unwrap_or(&standpoint.catalog),
            Knowledge::Schema | Knowledge::Live | Knowledge::Trace => &standpoint.catalog,
        };
        let touched = if is_alone { &untouched } else { look.touched };
        let dml = estimate(look.unit, catalog, Facts::NONE, touched);
        let mut marks = Vec::new();
        let less = Look {
            unit: look.unit,
            catalog,
            session: if is_alone { &fresh } else { look.session },
            units: if is_alone { alone } else { look.units },
            at: if is_alone { 0 } else { look.at },
            around: look.around,
            about: if is_alone { &about } else { look.about },
            parameters: look.parameters,
            facts: Facts::NONE,
            touched,
            dml: dml.as_ref(),
        };
        check(&less, &mut marks);
        marks.into_iter().map(|mark| mark.span).collect()
    }
}

/// What exists before the change.
pub(crate) fn before(settings: &Settings<'_>) -> Catalog {
    let mut catalog = Catalog::new(settings.dialect);
    if let Some(schema) = &settings.schema {
        catalog.is_complete = true;
        for file in schema {
            let (text, _) = crate::suppress::comments(settings.dialect, file.text);
            let statements = schema::sql::split(settings.dialect, &text).flatten();
            statements.for_each(|statement| catalog.replay(&Unit::new(settings.dialect, statement.text, 0)));
        }
    }
    catalog.owners.extend(settings.known.owners.clone());
    for (key, table) in &settings.facts.tables {
        table.rows.iter().for_each(|rows| catalog.set_rows(key, *rows));
        table.bytes.iter().for_each(|bytes| catalog.set_bytes(key, *bytes));
    }
    catalog
}
