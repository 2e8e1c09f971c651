//! What a rule looks at, and the marks that it makes.
//!
//! Not the finding, which has a file, a level and lines.
//!
//! Invariant: a mark lies within the file.

use schema::Dialect;

use crate::about::About;
use crate::catalog::{Catalog, Table};
use crate::estimate::{Dml, Touched};
use crate::facts::{Facts, Probe};
use crate::knowledge::Knowledge;
use crate::known::Known;
use crate::policy::Parameters;
use crate::read::form::{Column, Constraint, Demand, Index, Name, Part, Reference, Span};
use crate::read::statement::{Act, Action, AlterTable, Form};
use crate::session::Session;
use crate::siblings::Siblings;
use crate::unit::Unit;
use crate::version::Version;

/// What is around a statement: its file, the other files, and what the caller knows.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The path of the file.
    pub path: &'a str,
    /// The text of the file.
    pub text: &'a str,
    /// All files of the review, and those that ran before.
    pub siblings: &'a Siblings<'a>,
    /// What the caller knows.
    pub known: &'a Known,
}

/// One statement with all that a rule may know.
#[derive(Debug)]
pub struct Look<'a> {
    /// The statement.
    pub unit: &'a Unit<'a>,
    /// What exists before it.
    pub catalog: &'a Catalog,
    /// The session before it.
    pub session: &'a Session,
    /// All statements of the file.
    pub units: &'a [Unit<'a>],
    /// Which of them this one is.
    pub at: usize,
    /// Its file, the other files, and what the caller knows.
    pub around: &'a Around<'a>,
    /// Which of them are about a table.
    pub about: &'a About,
    /// What the policy sets.
    pub parameters: &'a Parameters,
    /// What a live database told.
    pub facts: &'a Facts,
    /// What the statements before it in the change did.
    pub(crate) touched: &'a Touched,
    /// How many rows it changes, where it changes rows.
    pub(crate) dml: Option<&'a Dml>,
}

/// A place that a rule fires at.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where, in bytes of the file.
    pub span: Span,
    /// What is there, and why it matters.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
    /// What the fix does, and its edits in bytes of the file.
    pub fix: Option<(String, Vec<(Span, String)>)>,
    /// A look at the rows that would settle it.
    pub probe: Option<Probe>,
    /// What it rests on, where that is not found out by asking the rule with less.
    pub known_by: Option<Knowledge>,
}

impl Mark {
    fn new(span: Span, message: String) -> Self {
        Self { span, message, help: None, fix: None, probe: None, known_by: None }
    }

    /// Says what to do instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what it rests on.
    #[must_use]
    pub(crate) fn known_by(mut self, knowledge: Knowledge) -> Self {
        self.known_by = Some(knowledge);
        self
    }

    /// Adds a look at the rows that would settle it.
    #[must_use]
    pub fn probe(mut self, probe: Option<Probe>) -> Self {
        self.probe = probe;
        self
    }
}

impl<'a> Look<'a> {
    /// Marks a place of the statement.
    pub fn mark(&self, span: &Span, message: impl Into<String>) -> Mark {
        Mark::new(self.absolute(self.unit, span), message.into())
    }

    /// Marks the whole statement, by its first line.
    pub fn mark_all(&self, message: impl Into<String>) -> Mark {
        self.mark(&self.unit.head(), message)
    }

    /// Marks a place of another statement of the file.
    pub fn mark_in(&self, unit: &Unit, span: &Span, message: impl Into<String>) -> Mark {
        Mark::new(self.absolute(unit, span), message.into())
    }

    fn absolute(&self, unit: &Unit, span: &Span) -> Span {
        unit.offset + span.start..unit.offset + span.end
    }

    /// Adds a fix that replaces one place of the statement.
    pub fn replacing(&self, mut mark: Mark, summary: &str, span: &Span, text: impl Into<String>) -> Mark {
        mark.fix = Some((summary.to_owned(), vec![(self.absolute(self.unit, span), text.into())]));
        mark
    }

    /// Adds a fix that writes text behind a place of the statement.
    pub fn inserting(&self, mark: Mark, summary: &str, after: usize, text: impl Into<String>) -> Mark {
        self.replacing(mark, summary, &(after..after), text)
    }

    /// Adds a fix that writes another statement behind this one.
    pub fn following(&self, mark: Mark, summary: &str, statement: &str) -> Mark {
        self.inserting(mark, summary, self.unit.span().end, format!(";\n{statement}"))
    }

    /// Adds a fix of several replacements in the statement.
    pub fn rewriting(&self, mut mark: Mark, summary: &str, edits: impl IntoIterator<Item = (Span, String)>) -> Mark {
        let mut edits: Vec<_> = edits.into_iter().map(|(span, text)| (self.absolute(self.unit, &span), text)).collect();
        edits.sort_by_key(|(span, _)| span.start);
        mark.fix = Some((summary.to_owned(), edits));
        mark
    }

    /// Where a place of the statement stands with the comma that parts it from its neighbours, to take it out.
    pub fn with_comma(&self, span: &Span) -> Span {
        let tokens = &self.unit.tokens;
        let from = tokens.partition_point(|token| token.span.start < span.start);
        let to = tokens.partition_point(|token| token.span.start < span.end);
        match from.checked_sub(1).filter(|at| self.unit.token(*at) == ",") {
            Some(comma) => tokens[comma].span.start..span.end,
            None if self.unit.token(to) == "," => {
                span.start..tokens.get(to + 1).map_or(span.end, |next| next.span.start)
            }
            None => span.clone(),
        }
    }

    /// The version of the server: what the policy sets of the rule, else what the caller knows.
    pub(crate) fn version(&self) -> Option<Version> {
        let set = self.parameters.text("version");
        Version::parse(if set.is_empty() { self.around.known.version.as_deref()? } else { set })
    }

    /// The dialect.
    pub fn dialect(&self) -> Dialect {
        self.unit.dialect
    }

    /// Whether the dialect is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.dialect() == Dialect::Postgres
    }

    /// Whether the dialect is MySQL.
    pub fn is_mysql(&self) -> bool {
        self.dialect() == Dialect::MySql
    }

    /// The table before the statement, where it is known.
    pub fn table(&self, name: &Name) -> Option<&'a Table> {
        self.catalog.table(name)
    }

    /// About how many rows the table has, where a live database told.
    pub fn rows(&self, name: &Name) -> Option<u64> {
        self.table(name).and_then(|table| table.rows).filter(|_| !self.facts.is_empty())
    }

    /// Whether other sessions may be using the table: it was not made by this file.
    pub fn is_shared(&self, name: &Name) -> bool {
        !self.catalog.is_new(name)
    }

    /// The actions of an ALTER TABLE, whatever the table.
    pub fn actions(&self) -> impl Iterator<Item = (&'a AlterTable, &'a Action)> + use<'a> {
        let alter = self.unit.form.as_alter();
        alter.into_iter().flat_map(|alter| alter.actions.iter().map(move |action| (alter, action)))
    }

    /// The actions of an ALTER TABLE on a table that others may be using.
    pub fn shared_actions(&self) -> impl Iterator<Item = (&'a AlterTable, &'a Action)> + use<'a> {
        let is_shared = self.unit.form.as_alter().is_some_and(|alter| self.is_shared(&alter.table));
        self.actions().filter(move |_| is_shared)
    }

    /// The columns that the statement defines: of a new table, added, or redefined; with the table.
    pub fn columns(&self) -> Vec<(&'a Name, &'a Column)> {
        match &self.unit.form {
            Form::CreateTable(create) => {
                let name = create.name.iter();
                name.flat_map(|name| create.columns.iter().map(move |column| (name, column))).collect()
            }
            Form::AlterTable(alter) => alter
                .actions
                .iter()
                .filter_map(|action| match &action.act {
                    Act::AddColumn { column, .. } | Act::Redefine { column, .. } => Some((&alter.table, &**column)),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The constraints that the statement defines outside of columns; with the table.
    pub fn constraints(&self) -> Vec<(&'a Name, &'a Constraint)> {
        match &self.unit.form {
            Form::CreateTable(create) => {
                let name = create.name.iter();
                name.flat_map(|name| create.constraints.iter().map(move |one| (name, one))).collect()
            }
            Form::AlterTable(alter) => alter
                .actions
                .iter()
                .filter_map(|action| match &action.act {
                    Act::AddConstraint(constraint) => Some((&alter.table, &**constraint)),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The foreign keys that the statement defines: table, columns, target, and whether it stands in a column.
    pub fn references(&self) -> Vec<(&'a Name, Vec<&'a Part>, &'a Reference, bool)> {
        let of_columns = self.columns().into_iter().filter_map(|(table, column)| {
            let columns = column.name.iter().collect();
            column.references.as_ref().map(|reference| (table, columns, reference, true))
        });
        let of_constraints =
            self.constraints().into_iter().filter_map(|(table, constraint)| match &constraint.demand {
                Demand::Foreign(columns, reference) => Some((table, columns.iter().collect(), reference, false)),
                _ => None,
            });
        of_columns.chain(of_constraints).collect()
    }

    /// The indexes that the statement makes, but for those of constraints; with the table.
    pub fn indexes(&self) -> Vec<(Option<&'a Name>, &'a Index)> {
        match &self.unit.form {
            Form::CreateIndex(index) => vec![(index.table.as_ref(), index)],
            Form::CreateTable(create) => create.indexes.iter().map(|index| (create.name.as_ref(), index)).collect(),
            Form::AlterTable(alter) => alter
                .actions
                .iter()
                .filter_map(|action| match &action.act {
                    Act::AddIndex(index) => Some((Some(&alter.table), &**index)),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A name as SQL.
    pub fn sql(&self, name: &Name) -> String {
        name.sql(self.dialect())
    }

    /// A bare name as SQL.
    pub fn quote(&self, name: &str) -> String {
        schema::Ident::from(name).display(self.dialect()).to_string()
    }

    /// Whether a later statement of the file makes an object of this name and one of these kinds.
    pub fn is_made_later(&self, kinds: &[&str], name: &Name) -> bool {
        let key = name.key(self.dialect());
        self.later(name).any(|unit| match &unit.form {
            Form::CreateTable(create) if kinds.contains(&"TABLE") => {
                create.name.as_ref().is_some_and(|made| made.key(self.dialect()) == key)
            }
            Form::Create(create) if kinds.contains(&create.kind) => {
                create.name.as_ref().is_some_and(|made| made.key(self.dialect()) == key)
            }
            _ => false,
        })
    }

    /// The statements behind this one that define or change the table.
    pub fn later(&self, name: &Name) -> impl Iterator<Item = &'a Unit<'a>> + use<'a> {
        let (places, units) = (self.about.places(name), self.units);
        let from = places.partition_point(|place| *place <= self.at);
        places[from..].iter().filter_map(move |place| units.get(*place))
    }

    /// The statements before this one that define or change the table.
    pub fn earlier(&self, name: &Name) -> impl Iterator<Item = &'a Unit<'a>> + use<'a> {
        let (places, units) = (self.about.places(name), self.units);
        let to = places.partition_point(|place| *place < self.at);
        places[..to].iter().filter_map(move |place| units.get(*place))
    }

    /// The statements before this one.
    pub fn before(&self) -> &'a [Unit<'a>] {
        &self.units[..self.at]
    }

    /// The statements behind this one.
    pub fn after(&self) -> &'a [Unit<'a>] {
        self.units.get(self.at + 1..).unwrap_or_default()
    }
}
