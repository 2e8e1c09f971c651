//! The ways of mending that several rules share.
//!
//! Not a judge of whether to mend, which is the rule's.
//!
//! Invariant: an edit lies within the file, and takes out nothing but what its mark is about.

use schema::Dialect;

use crate::look::{Look, Mark};
use crate::read::form::{Column, Constraint, Index, Span, TypeName};
use crate::read::statement::Form;
use crate::unit::Unit;

impl Look<'_> {
    /// Adds a fix that takes the whole statement out, with its semicolon and the rest of its line.
    pub(crate) fn removing(&self, mut mark: Mark, summary: &str) -> Mark {
        mark.fix = Some((summary.to_owned(), vec![(self.whole(self.unit), String::new())]));
        mark
    }

    /// A statement in bytes of the file, with its semicolon and, where nothing else is on it, the rest of its line.
    pub(crate) fn whole(&self, unit: &Unit) -> Span {
        let end = unit.offset + unit.span().end;
        let rest = self.around.text.get(end..).unwrap_or_default();
        let gap = rest.len() - rest.trim_start().len();
        let mut to = if rest[gap..].starts_with(';') { end + gap + 1 } else { end };
        let rest = self.around.text.get(to..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        if rest[blank..].starts_with('\n') {
            to += blank + 1;
        }
        unit.offset..to
    }

    /// Adds a fix that writes another statement behind one of the file.
    pub(crate) fn following_in(&self, unit: &Unit, mut mark: Mark, summary: &str, statement: &str) -> Mark {
        let end = unit.offset + unit.span().end;
        mark.fix = Some((summary.to_owned(), vec![(end..end, format!(";\n{statement}"))]));
        mark
    }

    /// Adds a fix that names a constraint, or names it otherwise.
    pub(crate) fn naming_constraint(&self, mark: Mark, constraint: &Constraint, name: &str) -> Mark {
        match &constraint.name {
            Some(old) => self.replacing(mark, "name it so", &old.span, self.quote(name)),
            None => {
                let start = constraint.span.start;
                self.inserting(mark, "name it so", start, format!("CONSTRAINT {} ", self.quote(name)))
            }
        }
    }

    /// Adds a fix that names an index, or names it otherwise; none where its name would not stand behind the word INDEX.
    pub(crate) fn naming_index(&self, mark: Mark, index: &Index, name: &str) -> Mark {
        let word = self.unit.text.get(index.word.clone()).unwrap_or_default();
        let is_word = word.eq_ignore_ascii_case("INDEX") || word.eq_ignore_ascii_case("KEY");
        match &index.name {
            Some(old) if old.schema.is_none() => self.replacing(mark, "name it so", &old.span, self.quote(name)),
            None if is_word && !index.concurrently && !index.if_not_exists => {
                self.inserting(mark, "name it so", index.word.end, format!(" {}", self.quote(name)))
            }
            _ => mark,
        }
    }

    /// Whether a name stands at one place of the file only, so that it can be written otherwise there.
    pub(crate) fn stands_once(&self, written: &str) -> bool {
        let all = self.units.iter().flat_map(|unit| unit.tokens.iter().map(|token| token.text(unit.text)));
        all.filter(|text| *text == written).take(2).count() == 1
    }

    /// Where another definition can be written into the CREATE TABLE: behind its last column, or its last definition.
    pub(crate) fn last_definition(&self, is_column: bool) -> Option<usize> {
        let Form::CreateTable(create) = &self.unit.form else { return None };
        let columns = create.columns.last().map(|column| column.span.end);
        let others =
            create.constraints.iter().map(|one| one.span.end).chain(create.indexes.iter().map(|one| one.span.end));
        if is_column { columns } else { columns.into_iter().chain(others).max() }
    }

    /// What a column of a type may have where nothing else is known; `None` where no value is plain.
    pub(crate) fn plain_default(&self, column: &Column) -> Option<&'static str> {
        if column.references.is_some() || column.ty.is_array {
            return None;
        }
        Some(match column.ty.base.as_str() {
            "smallint" | "integer" | "int" | "bigint" | "tinyint" | "mediumint" | "numeric" | "decimal" | "real"
            | "double" | "float" => "0",
            "varchar" | "char" => "''",
            "text" if !self.is_mysql() => "''",
            "boolean" => "false",
            "timestamp" | "timestamptz" | "datetime" if self.dialect() != Dialect::Sqlite => "CURRENT_TIMESTAMP",
            "date" if self.is_postgres() => "CURRENT_DATE",
            "jsonb" | "json" if self.is_postgres() => "'{}'",
            _ => return None,
        })
    }
}

impl TypeName {
    /// The type as SQL.
    pub(crate) fn sql(&self) -> String {
        let is_text = matches!(self.base.as_str(), "enum" | "set");
        let quoted = |text: &String| if is_text { format!("'{}'", text.replace('\'', "''")) } else { text.clone() };
        let arguments: Vec<_> = self.arguments.iter().map(quoted).collect();
        let list = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(",")) };
        let sign = if self.is_unsigned { " unsigned" } else { "" };
        format!("{}{list}{sign}{}", self.base, if self.is_array { "[]" } else { "" })
    }
}

/// A name in lower case, its words parted by underscores.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        snake.extend(c.to_lowercase());
    }
    snake
}
