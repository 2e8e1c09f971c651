//! One table as `SHOW CREATE TABLE` prints it: columns, keys, checks, foreign keys, options, partitions.
//!
//! Invariant: every word is understood or the table is not read: what is not understood is refused by name.

use schema::object::{Column, Constraint, ConstraintKind, Settings, Table, TableClause, mysql};
use schema::{Ident, Kind, ObjectId};

use super::words::{Unread, Words};
use super::{column, foreign_names, introducer};

/// A table as read: with what are objects of their own beside it.
pub(super) struct Read {
    pub(super) table: Table,
    pub(super) comment: Option<Box<str>>,
    /// Foreign keys by name; the table they point to may be in another database.
    pub(super) foreign: Vec<(Ident, Constraint)>,
    /// The other database that a foreign key points into.
    pub(super) reaches_into: Option<Ident>,
}

/// Reads the whole statement. `default_collation` knows the collation that a character set has by itself.
pub(super) fn read(
    sql: &str,
    database: &str,
    default_collation: impl Fn(&str) -> Option<String>,
) -> Result<Read, Unread> {
    let sql = foreign_names::doubled(sql);
    let sql = introducer::in_one_charset(&sql);
    let mut words = Words::new(&sql);
    words.expect(&["CREATE"])?;
    words.eat(&["OR", "REPLACE"]);
    words.expect(&["TABLE"])?;
    words.name()?;
    words.expect(&["("])?;
    let mut read = Read { table: Table::default(), comment: None, foreign: Vec::new(), reaches_into: None };
    loop {
        item(&mut words, database, &mut read)?;
        if !words.eat(&[","]) {
            break;
        }
    }
    words.expect(&[")"])?;
    options(&mut words, &mut read)?;
    if words.eat(&["PARTITION", "BY"]) {
        read.table.partition_by = Some(partitions(&mut words).into());
    }
    if !words.is_at_end() {
        return Err(words.unread());
    }
    finish(&mut read.table, default_collation);
    Ok(read)
}

/// What is between two commas.
fn item(words: &mut Words<'_>, database: &str, read: &mut Read) -> Result<(), Unread> {
    const KEYS: &[&[&str]] = &[
        &["PRIMARY", "KEY"],
        &["UNIQUE", "KEY"],
        &["FULLTEXT", "KEY"],
        &["SPATIAL", "KEY"],
        &["VECTOR", "KEY"],
        &["KEY"],
    ];
    if words.kind(0) == Some(schema::sql::TokenKind::QuotedIdent) {
        read.table.columns.push(column::read(words)?);
        return Ok(());
    }
    if let Some(key) = KEYS.iter().find(|key| words.eat(key)) {
        let name = if key[0] == "PRIMARY" { None } else { Some(words.name()?) };
        let rest = words.until(|words| matches!(words.peek(0), "," | ")"));
        let definition = format!("{} {rest}", key.join(" ")).into();
        read.table.clauses.push(TableClause { name, definition });
        return Ok(());
    }
    if words.is(&["PERIOD", "FOR"]) {
        let definition = words.until(|words| matches!(words.peek(0), "," | ")")).into();
        read.table.clauses.push(TableClause { name: None, definition });
        return Ok(());
    }
    words.expect(&["CONSTRAINT"])?;
    let name = words.name()?;
    if words.is(&["FOREIGN", "KEY"]) {
        return foreign_key(words, database, name, read);
    }
    if !words.is(&["CHECK"]) {
        return Err(words.unread());
    }
    let definition = words.until(|words| matches!(words.peek(0), "," | ")")).into();
    read.table.clauses.push(TableClause { name: Some(name), definition });
    Ok(())
}

fn foreign_key(words: &mut Words<'_>, database: &str, name: Ident, read: &mut Read) -> Result<(), Unread> {
    words.expect(&["FOREIGN", "KEY"])?;
    let columns = words.parenthesised()?;
    words.expect(&["REFERENCES"])?;
    let mut parent = words.name()?;
    let mut other = None;
    if words.eat(&["."]) {
        other = Some(parent).filter(|schema| schema.as_str() != database);
        parent = words.name()?;
    }
    let own: Vec<String> = read.table.columns.iter().map(|column| column.name.as_str().to_lowercase()).collect();
    if names(&columns).iter().any(|column| !own.contains(&column.as_str().to_lowercase())) {
        return Err(Unread(format!("a column of foreign key `{}`", name.as_str())));
    }
    let rest = words.until(|words| matches!(words.peek(0), "," | ")"));
    let quoted = |name: &Ident| backticks(name.as_str());
    let shown =
        other.as_ref().map_or_else(|| quoted(&parent), |schema| format!("{}.{}", quoted(schema), quoted(&parent)));
    let constraint = Constraint {
        kind: ConstraintKind::Foreign,
        definition: format!("FOREIGN KEY ({columns}) REFERENCES {shown} {rest}").into(),
        validated: true,
        columns: names(&columns),
        references: other.is_none().then(|| ObjectId::new(Kind::Table, None, parent)),
        inherited: false,
        settings: Settings::new(),
    };
    read.reaches_into = read.reaches_into.take().or(other);
    read.foreign.push((name, constraint));
    Ok(())
}

fn names(list: &str) -> Vec<Ident> {
    let mut words = Words::new(list);
    let mut names = Vec::new();
    while let Ok(name) = words.name() {
        names.push(name);
        words.eat(&[","]);
    }
    names
}

/// The options after the closing parenthesis.
fn options(words: &mut Words<'_>, read: &mut Read) -> Result<(), Unread> {
    while !words.is_at_end() && !words.is(&["PARTITION", "BY"]) {
        words.eat(&[","]);
        words.eat(&["DEFAULT"]);
        if words.eat(&["WITH", "SYSTEM", "VERSIONING"]) {
            read.table.settings.insert(mysql::SYSTEM_VERSIONING.into(), "".into());
            continue;
        }
        if words.eat(&["TABLESPACE"]) {
            let name = words.name()?;
            read.table.settings.insert("tablespace".into(), backticks(name.as_str()).into());
            continue;
        }
        let key = option_key(words)?;
        words.eat(&["="]);
        if key == "comment" {
            read.comment = Some(words.string()?).filter(|text| !text.is_empty()).map(String::into_boxed_str);
            continue;
        }
        let value = if words.peek(0) == "(" {
            format!("({})", words.parenthesised()?)
        } else {
            words.next().ok_or_else(|| Unread("an option without a value".to_owned()))?.to_owned()
        };
        if key != "auto_increment" {
            read.table.settings.insert(key.into(), value.into());
        }
    }
    Ok(())
}

fn option_key(words: &mut Words<'_>) -> Result<String, Unread> {
    if words.eat(&["CHARSET"]) || words.eat(&["CHARACTER", "SET"]) {
        return Ok(mysql::CHARSET.to_owned());
    }
    for directory in ["DATA", "INDEX"] {
        if words.eat(&[directory, "DIRECTORY"]) {
            return Ok(format!("{} directory", directory.to_ascii_lowercase()));
        }
    }
    let is_known = words.peek(1) == "=" || words.is(&["STORAGE"]);
    match words.next().filter(|_| is_known) {
        Some(quoted) if quoted.starts_with('`') => Ok(quoted.to_owned()),
        Some(word) => Ok(word.to_ascii_lowercase()),
        None => Err(words.unread()),
    }
}

/// What follows `PARTITION BY`. A start that the server fills in from its clock is left away.
fn partitions(words: &mut Words<'_>) -> String {
    let is_by_time = words.is(&["SYSTEM_TIME"]);
    let text = words.rest().replace("  ", " ");
    let starts = text.find(" STARTS TIMESTAMP'").filter(|_| is_by_time);
    let Some(start) = starts else { return text };
    let value = start + " STARTS TIMESTAMP'".len();
    let end = text[value..].find('\'').map_or(text.len(), |at| value + at + 1);
    format!("{}{}", &text[..start], &text[end..])
}

/// Brings what is printed by parts into the form of the model.
fn finish(table: &mut Table, default_collation: impl Fn(&str) -> Option<String>) {
    let own = table.settings.get(mysql::CHARSET).map(ToString::to_string);
    if let (Some(charset), None) = (&own, table.settings.get(mysql::COLLATE))
        && let Some(collation) = default_collation(charset)
    {
        table.settings.insert(mysql::COLLATE.into(), collation.into());
    }
    let collation = table.settings.get(mysql::COLLATE).cloned();
    for column in &mut table.columns {
        finish_column(column, collation.as_deref(), &default_collation);
    }
    table.clauses.sort();
    let order: Vec<String> = table.columns.iter().map(|column| backticks(column.name.as_str())).collect();
    table.settings.insert(mysql::COLUMN_ORDER.into(), order.join(",").into());
}

/// A column has both character set and collation, or, where they are the table's, none.
fn finish_column(column: &mut Column, table: Option<&str>, default: &impl Fn(&str) -> Option<String>) {
    let charset = column.settings.remove(mysql::CHARSET);
    let collation = column.settings.remove(mysql::COLLATE);
    let collation = collation.or_else(|| charset.as_deref().and_then(default).map(String::into_boxed_str));
    let Some(collation) = collation.filter(|collation| Some(&**collation) != table) else { return };
    let of_collation = || collation.split('_').next().unwrap_or_default().into();
    let charset = charset.unwrap_or_else(of_collation);
    column.settings.insert(mysql::CHARSET.into(), charset);
    column.settings.insert(mysql::COLLATE.into(), collation);
}

/// The name between backticks, always.
pub(super) fn backticks(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
