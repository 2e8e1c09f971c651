//! Partitions of a table overlap, stand twice, or leave a gap between them.
//!
//! An overlap makes the statement fail; a row that falls into a gap is refused when it is inserted.
//!
//! Instead, let each partition begin where the one before it ends.

use crate::rules::prelude::*;

/// The rule `partition-duplicate-or-gap`.
pub(super) static RULE: Rule = Rule {
    code: "partition-duplicate-or-gap",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("partition_duplicate_or_gap.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    match &look.unit.form {
        Form::CreateTable(create) if look.is_postgres() => {
            if let (Some(parent), Some(name)) = (&create.partition_of, &create.name) {
                one_more(look, marks, parent, name);
            }
        }
        Form::AlterTable(alter) if look.is_postgres() => {
            for action in &alter.actions {
                if let Act::Attach(name, false) = &action.act {
                    one_more(look, marks, &alter.table, name);
                }
            }
        }
        Form::CreateTable(_) | Form::AlterTable(_) => listed(look, marks),
        _ => {}
    }
}

/// PostgreSQL: one partition beside those that are there.
fn one_more(look: &Look, marks: &mut Vec<Mark>, parent: &Name, name: &Name) {
    let Some(table) = look.table(parent) else { return };
    let own = Partition::of(look.unit, name, &look.unit.all());
    let Some(bounds) = Bounds::read(&own.bounds) else { return };
    let others: Vec<_> =
        table.partitions.iter().filter_map(|other| Some((other, Bounds::read(&other.bounds)?))).collect();
    if let Some((other, _)) = others.iter().find(|(other, of)| other.name != own.name && of.overlaps(&bounds)) {
        let message = format!("`{}` and `{}` take the same rows: the statement fails", own.name, other.name);
        marks.push(look.mark(&name.span, message).help("let it begin where the other ends"));
        return;
    }
    let Bounds::Range(from, _) = &bounds else { return };
    let before = others.iter().filter_map(|(other, of)| match of {
        Bounds::Range(_, to) if to <= from => Some((to, other)),
        _ => None,
    });
    if let Some((to, other)) = before.max_by(|one, two| one.0.cmp(two.0))
        && to < from
        && !table.partitions.iter().any(|other| other.bounds.is_empty())
    {
        let message =
            format!("rows between the end of `{}` and the begin of `{}` have no partition", other.name, own.name);
        marks.push(look.mark(&name.span, message).help("let it begin where the other ends"));
    }
}

/// MySQL: the partitions in the list of a table.
fn listed(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let (mut names, mut last, mut values): (Vec<String>, Option<Bound>, Vec<String>) = Default::default();
    for at in unit.places(&unit.all(), "PARTITION").filter(|at| unit.is(at + 2, "VALUES")) {
        let name = unit.token(at + 1).to_lowercase();
        if names.contains(&name) {
            marks.push(look.mark(&unit.place(&(at + 1..at + 2)), format!("partition `{name}` stands twice")));
        }
        names.push(name);
        let open = (at..unit.tokens.len()).find(|at| unit.token(*at) == "(").unwrap_or(at);
        let close = (open..unit.tokens.len()).find(|at| unit.token(*at) == ")").unwrap_or(open);
        let span = unit.place(&(open + 1..close.max(open + 1)));
        if unit.is(at + 3, "LESS") && unit.token(at + 5) == "(" {
            let Some(bound) = Bound::read(unit.written(&(open + 1..close))) else { continue };
            if last.as_ref().is_some_and(|last| *last >= bound) {
                marks.push(look.mark(&span, "this is not above the partition before: the statement fails"));
            }
            last = Some(bound);
        } else if unit.is(at + 3, "IN") {
            for part in unit.elements(&(open + 1..close)) {
                let value = unit.written(&part).to_lowercase();
                if values.contains(&value) {
                    marks.push(
                        look.mark(&unit.place(&part), format!("{value} has two partitions: the statement fails")),
                    );
                }
                values.push(value);
            }
        }
    }
}

/// One end of a range. Only ends of one kind and form can be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    Least,
    Number(i128),
    Text(String),
    Most,
}

impl Bound {
    /// One number, or one text such as a date.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Some(Self::Number(number));
        }
        if text.eq_ignore_ascii_case("MINVALUE") {
            return Some(Self::Least);
        }
        if text.eq_ignore_ascii_case("MAXVALUE") {
            return Some(Self::Most);
        }
        let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
        let is_date =
            inner.len() >= 10 && inner.as_bytes()[4] == b'-' && inner.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        match inner.parse() {
            Ok(number) => Some(Self::Number(number)),
            Err(_) => is_date.then(|| Self::Text(inner.to_owned())),
        }
    }
}

/// What rows a partition of PostgreSQL takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bounds {
    Range(Bound, Bound),
    List(Vec<String>),
}

impl Bounds {
    fn read(text: &str) -> Option<Self> {
        let inner = |text: &str| Some(text.trim().strip_prefix('(')?.strip_suffix(')')?.trim().to_owned());
        let upper = text.to_ascii_uppercase();
        if let Some(rest) = upper.strip_prefix("FROM") {
            let at = text.len() - rest.len();
            let to = upper.find(" TO ")?;
            return Some(Self::Range(Bound::read(&inner(&text[at..to])?)?, Bound::read(&inner(&text[to + 4..])?)?));
        }
        let rest = upper.strip_prefix("IN")?;
        let values = inner(&text[text.len() - rest.len()..])?;
        Some(Self::List(values.split(',').map(|value| value.trim().to_owned()).collect()))
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Range(from, to), Self::Range(start, end)) => from < end && start < to,
            (Self::List(values), Self::List(others)) => values.iter().any(|value| others.contains(value)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a);\nCREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (10);\n---\nCREATE TABLE q PARTITION OF t FOR VALUES FROM (5) TO (20);",
                "CREATE TABLE t (a date) PARTITION BY RANGE (a);\nCREATE TABLE p PARTITION OF t FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');\n---\nALTER TABLE t ATTACH PARTITION q FOR VALUES FROM ('2024-03-01') TO ('2024-04-01');",
                "CREATE TABLE t (a text) PARTITION BY LIST (a); CREATE TABLE p PARTITION OF t FOR VALUES IN ('x', 'y'); CREATE TABLE q PARTITION OF t FOR VALUES IN ('y');",
                "mysql: CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10), PARTITION p VALUES LESS THAN (20));",
                "mysql: CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10), PARTITION q VALUES LESS THAN (10));",
                "mysql: CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN (1, 2), PARTITION q VALUES IN (2, 3));",
            ],
            &[
                "CREATE TABLE t (a int) PARTITION BY RANGE (a); CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (10); CREATE TABLE q PARTITION OF t FOR VALUES FROM (10) TO (20);",
                "CREATE TABLE t (a int) PARTITION BY RANGE (a); CREATE TABLE d PARTITION OF t DEFAULT; CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (10); CREATE TABLE q PARTITION OF t FOR VALUES FROM (20) TO (30);",
                "CREATE TABLE p PARTITION OF t FOR VALUES WITH (MODULUS 4, REMAINDER 0);",
                "mysql: CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10), PARTITION q VALUES LESS THAN MAXVALUE);",
            ],
        );
    }
}
