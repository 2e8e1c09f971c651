//! Guards of a changed table: queries that find the rows which stand against its new form.

use schema::Ident;
use schema::object::{Column, TableClause};

use super::alter::{Form, KeyDifference, Pairs, find};
use super::column::Storage;
use super::key::{self, ClauseKind, KeyPart};
use super::sql::{ident, mentions};
use super::types::{Effect, effect};
use crate::step::Guard;

/// Every guard that the change needs.
pub(super) fn guards(from: Form<'_>, to: Form<'_>) -> Vec<Guard> {
    let looking = Looking { from, to, pairs: Pairs::of(from.table, to.table) };
    let mut guards = looking.values();
    guards.extend(looking.keys());
    guards.extend(looking.checks());
    guards.extend(looking.periods());
    guards
}

struct Looking<'a> {
    from: Form<'a>,
    to: Form<'a>,
    pairs: Pairs<'a>,
}

impl Looking<'_> {
    fn rows(&self, condition: &str, message: String) -> Guard {
        Guard { query: format!("SELECT 1 FROM {} WHERE {condition} LIMIT 1", ident(self.from.name)), message, after: 0 }
    }

    /// NULLs that meet NOT NULL, and values that do not fit.
    fn values(&self) -> Vec<Guard> {
        let table = self.from.name.as_str();
        let mut guards = Vec::new();
        for column in &self.to.table.columns {
            let Some(before) = self.pairs.changed_from(column).filter(|before| before.generated.is_none()) else {
                continue;
            };
            let name = column.name.as_str();
            if column.not_null && !before.not_null {
                let message = format!(
                    "rows of `{table}` have NULL in `{name}`, which is to be NOT NULL; fill them with a changelist"
                );
                guards.push(self.rows(&format!("{} IS NULL", ident(&before.name)), message));
            }
            let (old, new) = (Storage::of(self.from.table, before), Storage::of(self.to.table, column));
            if let Effect::Fits(Some(condition)) = effect(old, new) {
                let message = format!(
                    "values of `{name}` in `{table}` do not fit {}; mend them with a changelist",
                    new.data_type
                );
                guards.push(self.rows(&condition.replace("{}", &ident(&before.name)), message));
            }
        }
        guards
    }

    /// Rows that share a key which is to be unique, or whose new collation makes equal what was not.
    fn keys(&self) -> Vec<Guard> {
        let difference = KeyDifference::of(&self.pairs);
        let is_new = |clause: &TableClause| difference.added.contains(&clause);
        let unique = self.to.table.clauses.iter().filter(|clause| key::is_unique(clause));
        unique
            .filter(|clause| is_new(clause) || self.is_compared_anew(clause))
            .filter_map(|clause| self.duplicates(clause))
            .collect()
    }

    /// Whether values of a part are compared in another way, or become others.
    fn is_compared_anew(&self, clause: &TableClause) -> bool {
        key::columns(clause).iter().any(|name| {
            let after = find(self.to.table, name);
            let pair = after.and_then(|after| Some((self.pairs.changed_from(after)?, after)));
            pair.is_some_and(|(before, after)| {
                let (old, new) = (Storage::of(self.from.table, before), Storage::of(self.to.table, after));
                old.collate != new.collate || effect(old, new) == Effect::Loses
            })
        })
    }

    fn duplicates(&self, clause: &TableClause) -> Option<Guard> {
        let mut groups = Vec::new();
        let mut present = Vec::new();
        for part in key::parts(clause) {
            match self.part(&part)? {
                Grouped::By(text, may_be_null) => {
                    if may_be_null {
                        present.push(format!("{text} IS NOT NULL"));
                    }
                    groups.push(text);
                }
                Grouped::Alike => {}
                Grouped::Null => return None,
            }
        }
        let table = self.from.name.as_str();
        let what = match key::kind(clause) {
            ClauseKind::Primary => "the primary key".to_owned(),
            _ => format!("the unique key `{}`", clause.name.as_ref().map_or("", |name| name.as_str())),
        };
        let message = format!(
            "rows of `{table}` have equal values and would break {what}; remove the duplicates with a changelist"
        );
        let from = ident(self.from.name);
        if groups.is_empty() {
            return Some(Guard { query: format!("SELECT 1 FROM {from} LIMIT 1 OFFSET 1"), message, after: 0 });
        }
        let filter = if present.is_empty() { String::new() } else { format!(" WHERE {}", present.join(" AND ")) };
        let query = format!("SELECT 1 FROM {from}{filter} GROUP BY {} HAVING COUNT(*) > 1 LIMIT 1", groups.join(", "));
        Some(Guard { query, message, after: 0 })
    }

    /// How rows are grouped by a part of a key; none where it cannot be told before.
    fn part(&self, part: &KeyPart) -> Option<Grouped> {
        let Some(name) = &part.column else {
            return self.sees_all(&part.text).then(|| Grouped::By(part.text.clone(), true));
        };
        let column = find(self.to.table, name)?;
        let Some(before) = self.pairs.changed_from(column) else { return added(column) };
        if column.settings.contains_key(schema::object::mysql::AUTO_INCREMENT)
            && !before.settings.contains_key(schema::object::mysql::AUTO_INCREMENT)
        {
            return None;
        }
        let (old, new) = (Storage::of(self.from.table, before), Storage::of(self.to.table, column));
        let mut text = ident(&before.name);
        if part.is_prefix {
            let length = part.text.rsplit('(').next().and_then(|rest| rest.split(')').next()).unwrap_or("1");
            text = format!("LEFT({text}, {length})");
        }
        if let (Some(charset), Some(collate)) = (new.charset, new.collate)
            && old.collate != new.collate
        {
            text = format!("CONVERT({text} USING {charset}) COLLATE {collate}");
        }
        Some(Grouped::By(text, !before.not_null))
    }

    /// Whether every column that the text names is there before under the same name, with the same meaning.
    fn sees_all(&self, text: &str) -> bool {
        let is_hidden = |name: &Ident| find(self.from.table, name).is_none();
        !self.to.table.columns.iter().any(|column| is_hidden(&column.name) && mentions(text, &column.name))
    }

    /// Rows whose new period does not end after it begins. A bound that is new has the same value in every row.
    fn periods(&self) -> Vec<Guard> {
        let table = self.from.name.as_str();
        let added = KeyDifference::of(&self.pairs).added;
        let periods =
            added.into_iter().filter(|clause| key::kind(clause) == ClauseKind::Period && !key::is_of_system(clause));
        let guard = |clause: &TableClause| {
            let before = |name: &Ident| find(self.from.table, name).map(|column| ident(&column.name));
            let bounds: Option<Vec<String>> = key::bounds(clause).iter().map(before).collect();
            let condition = match bounds.as_deref() {
                Some([start, end]) => format!("NOT ({start} < {end})"),
                _ => "TRUE".to_owned(),
            };
            let message = format!(
                "rows of `{table}` do not obey {}: it must end after it begins; mend them with a changelist",
                clause.definition
            );
            self.rows(&condition, message)
        };
        periods.map(guard).collect()
    }

    fn checks(&self) -> Vec<Guard> {
        let table = self.from.name.as_str();
        let mut expressions: Vec<&str> = Vec::new();
        for clause in KeyDifference::of(&self.pairs).added {
            if key::kind(clause) == ClauseKind::Check && !clause.definition.ends_with("NOT ENFORCED") {
                expressions.push(&clause.definition);
            }
        }
        for column in &self.to.table.columns {
            let before = self.pairs.changed_from(column);
            let old: &[TableClause] = before.map_or(&[], |before| &before.clauses);
            expressions
                .extend(column.clauses.iter().filter(|clause| !old.contains(clause)).map(|clause| &*clause.definition));
        }
        let seen = expressions.into_iter().filter(|text| self.sees_all(text));
        let guard = |text: &str| {
            let expression = text.trim_start_matches("CHECK").trim();
            let message = format!("rows of `{table}` do not obey {text}; mend them with a changelist");
            self.rows(&format!("NOT ({expression})"), message)
        };
        seen.map(guard).collect()
    }
}

/// What rows are grouped by.
enum Grouped {
    /// An expression, and whether it may be NULL: NULLs differ from each other.
    By(String, bool),
    /// Every row has the same value.
    Alike,
    /// Every row has NULL.
    Null,
}

/// A column that every row gets.
fn added(column: &Column) -> Option<Grouped> {
    if column.generated.is_some() || column.settings.contains_key(schema::object::mysql::AUTO_INCREMENT) {
        return None;
    }
    match &column.default {
        None if !column.not_null => Some(Grouped::Null),
        Some(default) if !super::alter::is_constant(default) => None,
        _ => Some(Grouped::Alike),
    }
}
