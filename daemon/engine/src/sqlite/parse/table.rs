//! `CREATE TABLE` as the model's table.

use schema::Ident;
use schema::object::{Column, Table, TableClause};

use super::Misread;
use super::clause::{DEFERRED, is_deferred, table_clause};
use super::column;
use super::normal::{TableNames, quoted};
use super::tokens::{Cursor, Tok, significant};

/// A table and what it references.
#[derive(Debug)]
pub(crate) struct ReadTable {
    /// The facts.
    pub(crate) table: Table,
    /// The tables of its foreign keys, one for each key.
    pub(crate) parents: Vec<Ident>,
}

/// Reads a `CREATE TABLE` statement; `tables` gives the declared spelling of tables.
pub(crate) fn read(sql: &str, tables: &dyn Fn(&Ident) -> Ident) -> Result<ReadTable, Misread> {
    let tokens = significant(sql);
    let mut cursor = Cursor::new(&tokens);
    cursor.expect_word("CREATE")?;
    cursor.expect_word("TABLE")?;
    cursor.eat_words(&["IF", "NOT", "EXISTS"]);
    let name = cursor.expect_object_name()?;
    let inside = cursor.expect_parenthesised()?;
    let names = TableNames::new(name.as_str(), column_names(inside));
    let mut read = ReadTable { table: Table::default(), parents: Vec::new() };
    body(inside, &names, tables, &mut read)?;
    options(&mut cursor, &mut read.table)?;
    settle_key(&mut read.table);
    read.table.clauses.sort();
    Ok(read)
}

/// A key of one column is stated at that column, wherever it was written: SQLite makes the same of both.
fn settle_key(table: &mut Table) {
    let is_without_rowid = table.settings.contains_key("without rowid");
    for at in 0..table.clauses.len() {
        let definition = &table.clauses[at].definition;
        let own = |column: &Column| inline_key(definition, column, is_without_rowid);
        let Some((place, inline)) = table.columns.iter().enumerate().find_map(|(place, one)| Some((place, own(one)?)))
        else {
            continue;
        };
        let TableClause { name, .. } = table.clauses.remove(at);
        let clauses = &mut table.columns[place].clauses;
        clauses.push(TableClause { name, definition: inline.into() });
        clauses.sort();
        return;
    }
}

/// The key of a table as its only column would state it; nothing where it is another clause, or has another collation.
fn inline_key(definition: &str, column: &Column, is_without_rowid: bool) -> Option<String> {
    let rest = definition.strip_prefix("PRIMARY KEY (")?.strip_prefix(&quoted(&column.name))?;
    let (is_descending, rest) = rest.strip_prefix(" DESC").map_or((false, rest), |rest| (true, rest));
    let (counts, rest) = rest.strip_prefix(" AUTOINCREMENT").map_or(("", rest), |rest| (" AUTOINCREMENT", rest));
    let conflict = rest.strip_prefix(')')?;
    // Stated apart, DESC does not keep the column from being the rowid; stated at the column it would.
    let is_rowid = &*column.data_type == "INTEGER" && !is_without_rowid;
    let order = if is_descending && !is_rowid { " DESC" } else { "" };
    Some(format!("PRIMARY KEY{order}{conflict}{counts}"))
}

const CONSTRAINTS: &[&str] = &["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

fn starts_constraint(part: &[Tok<'_>]) -> bool {
    part.first().is_some_and(|token| CONSTRAINTS.iter().any(|word| token.is_word(word)))
}

fn column_names(inside: &[Tok<'_>]) -> Vec<Ident> {
    super::tokens::split_commas(inside)
        .into_iter()
        .take_while(|part| !starts_constraint(part))
        .filter_map(|part| part.first().map(|token| Ident::from(token.name())))
        .collect()
}

fn body(
    inside: &[Tok<'_>],
    names: &TableNames,
    tables: &dyn Fn(&Ident) -> Ident,
    read: &mut ReadTable,
) -> Result<(), Misread> {
    for part in super::tokens::split_commas(inside) {
        let mut cursor = Cursor::new(part);
        if !starts_constraint(part) {
            let column = column::read(&mut cursor, names, tables)?;
            read.table.columns.push(column.column);
            read.parents.extend(column.parents);
            continue;
        }
        // Table constraints may follow each other without a comma.
        let mut name = None;
        while !cursor.is_at_end() {
            if cursor.eat_word("CONSTRAINT") {
                name = Some(cursor.expect_name()?);
                continue;
            }
            if cursor.is_word("DEFERRABLE") || cursor.is_word("NOT") {
                defer(&mut cursor, read.table.clauses.last_mut())?;
                continue;
            }
            let (clause, parent) = table_clause(&mut cursor, name.take(), names, tables)?;
            read.table.clauses.push(clause);
            read.parents.extend(parent);
        }
    }
    Ok(())
}

fn defer(cursor: &mut Cursor<'_, '_>, clause: Option<&mut TableClause>) -> Result<(), Misread> {
    let left = cursor.peek().map(|token| token.at);
    let deferred = is_deferred(cursor)?;
    match clause {
        Some(clause) if clause.definition.starts_with("FOREIGN") && cursor.peek().map(|token| token.at) != left => {
            if deferred && !clause.definition.ends_with(DEFERRED) {
                clause.definition = format!("{}{DEFERRED}", clause.definition).into();
            }
            Ok(())
        }
        _ => Err(cursor.expected("a table constraint")),
    }
}

fn options(cursor: &mut Cursor<'_, '_>, table: &mut Table) -> Result<(), Misread> {
    while !cursor.is_at_end() {
        if cursor.eat_words(&["WITHOUT", "ROWID"]) {
            table.settings.insert("without rowid".into(), "".into());
        } else if cursor.eat_word("STRICT") {
            table.settings.insert("strict".into(), "".into());
        } else {
            return Err(cursor.expected("STRICT or WITHOUT ROWID"));
        }
        if !cursor.eat_punct(",") && !cursor.is_at_end() {
            return Err(cursor.expected(","));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(sql: &str) -> Table {
        read(sql, &Ident::clone).map_err(|misread| misread.0).expect("it is read").table
    }

    #[test]
    fn the_same_table_has_one_form_however_it_is_spelled() {
        let one = table(
            "CREATE TABLE T(id INTEGER PRIMARY KEY AUTOINCREMENT, \"name\" varchar ( 10 ) not null default 'x' collate nocase, \
             p REFERENCES P(id) ON UPDATE NO ACTION ON DELETE CASCADE NOT DEFERRABLE, CHECK(T.id>0), UNIQUE(name ASC))",
        );
        let two = table(
            "create table if not exists [T] (\n id integer constraint c primary key on conflict abort autoincrement -- key\n\
             , name VARCHAR(10) COLLATE NOCASE DEFAULT ('x') NOT NULL, p references P (id) on delete cascade,\n\
             unique (\"name\") check (\"id\" > 0) )",
        );
        let mut expected = one.clone();
        expected.columns[0].clauses[0].name = Some("c".into());
        assert_eq!(two, expected);
        assert_eq!(&*one.columns[1].data_type, "VARCHAR(10)");
        assert_eq!(&*one.columns[2].clauses[0].definition, "REFERENCES P (id) ON DELETE CASCADE");
    }

    #[test]
    fn generated_columns_and_options_are_read() {
        let read = table(
            "CREATE TABLE t(a INT, b AS (a*2), c TEXT GENERATED ALWAYS AS (a||'x') STORED, PRIMARY KEY(a DESC)) WITHOUT ROWID, STRICT",
        );
        assert_eq!(&*read.columns[1].generated.as_ref().expect("generated").expression, "a * 2");
        assert!(read.columns[2].generated.as_ref().expect("generated").stored);
        assert_eq!(read.settings.len(), 2);
        assert_eq!(&*read.columns[0].clauses[0].definition, "PRIMARY KEY DESC");
    }

    #[test]
    fn a_key_of_one_column_has_one_form_wherever_it_is_stated() {
        let same = [
            ("id INTEGER PRIMARY KEY", "id INTEGER, PRIMARY KEY(id)"),
            ("id INTEGER PRIMARY KEY", "id integer, PRIMARY KEY(\"id\" DESC)"),
            ("id INTEGER PRIMARY KEY AUTOINCREMENT", "id INTEGER, PRIMARY KEY(id AUTOINCREMENT)"),
            (
                "id TEXT CONSTRAINT k PRIMARY KEY DESC ON CONFLICT FAIL",
                "id TEXT, CONSTRAINT k PRIMARY KEY(id DESC) ON CONFLICT FAIL",
            ),
            ("\"a b\" INT NOT NULL PRIMARY KEY", "\"a b\" INT NOT NULL, PRIMARY KEY([A b])"),
        ];
        for (inline, apart) in same {
            let of = |text: &str| table(&format!("CREATE TABLE t({text})"));
            assert_eq!(of(inline), of(apart), "{inline}");
        }
        let other = [
            ("id INTEGER PRIMARY KEY DESC", "id INTEGER, PRIMARY KEY(id DESC)"),
            ("id TEXT PRIMARY KEY", "id TEXT, PRIMARY KEY(id COLLATE NOCASE)"),
            ("a TEXT PRIMARY KEY, b TEXT", "a TEXT, b TEXT, PRIMARY KEY(a, b)"),
        ];
        for (inline, apart) in other {
            let of = |text: &str| table(&format!("CREATE TABLE t({text})"));
            assert_ne!(of(inline), of(apart), "{inline}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let misread = read("CREATE TABLE t(a) WITH MAGIC", &Ident::clone).expect_err("not understood");
        assert_eq!(misread.0, "`WITH` where `STRICT or WITHOUT ROWID` was expected");
    }
}
