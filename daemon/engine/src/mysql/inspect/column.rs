//! One column as `SHOW CREATE TABLE` prints it.
//!
//! Invariant: every word is understood or the column is not read.

use schema::object::{Column, Generated, Settings, TableClause, mysql};

use super::words::{Unread, Words};

/// What begins a clause after the default.
const AFTER_DEFAULT: &[&str] = &[
    "ON",
    "COMMENT",
    "CHECK",
    "AUTO_INCREMENT",
    "INVISIBLE",
    "VISIBLE",
    "COLUMN_FORMAT",
    "STORAGE",
    "WITHOUT",
    "WITH",
    "SRID",
    "REF_SYSTEM_ID",
    "ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "NOT",
];

/// Types whose columns have no default unless one is written, and print none (MySQL).
const WITHOUT_DEFAULT: &[&str] = &["text", "blob", "json", "geom", "point", "linestring", "polygon", "multi", "vector"];

/// Reads a column; character set and collation are left as printed.
pub(super) fn read(words: &mut Words<'_>) -> Result<Column, Unread> {
    let name = words.name()?;
    let data_type = data_type(words)?;
    let mut column = Column {
        name,
        data_type: data_type.into(),
        collation: None,
        not_null: false,
        default: None,
        generated: None,
        identity: None,
        clauses: Vec::new(),
        settings: Settings::new(),
        comment: None,
    };
    let mut has_default = false;
    while !words.is_at_end() && !matches!(words.peek(0), "," | ")") {
        if words.eat(&["DEFAULT"]) {
            has_default = true;
            let text = words.until(|words| {
                matches!(words.peek(0), "," | ")") || AFTER_DEFAULT.iter().any(|word| words.is(&[word]))
            });
            column.default = (!text.eq_ignore_ascii_case("NULL")).then(|| normal_default(&text).into());
        } else {
            attribute(words, &mut column)?;
        }
    }
    let is_row = column.settings.contains_key(mysql::ROW);
    let may_print_none = WITHOUT_DEFAULT.iter().any(|part| column.data_type.contains(part));
    if !has_default && !column.not_null && column.generated.is_none() && !is_row && !may_print_none {
        flag(&mut column, mysql::NO_DEFAULT);
    }
    Ok(column)
}

/// The type with its attributes; display widths that say nothing are left away.
fn data_type(words: &mut Words<'_>) -> Result<String, Unread> {
    let Some(name) = words.next() else { return Err(words.unread()) };
    let mut text = name.to_ascii_lowercase();
    if text == "double" && words.eat(&["precision"]) {
        text = "double".to_owned();
    }
    let mut arguments = None;
    if words.peek(0) == "(" {
        arguments = Some(words.parenthesised()?);
    }
    let mut after = String::new();
    for word in ["unsigned", "zerofill"] {
        if words.eat(&[word]) {
            after.push(' ');
            after.push_str(word);
        }
    }
    if let Some(arguments) = arguments.filter(|arguments| !is_idle_width(&text, arguments, &after)) {
        text = format!("{text}({arguments})");
    }
    Ok(text + &after)
}

fn is_idle_width(name: &str, width: &str, after: &str) -> bool {
    let is_integer = matches!(name, "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year");
    let is_boolean = name == "tinyint" && width == "1" && after.is_empty();
    is_integer && !is_boolean && !after.contains("zerofill")
}

/// `CURRENT_TIMESTAMP(6)` as `current_timestamp(6)`, and `CURRENT_TIMESTAMP` with its parentheses.
fn normal_default(text: &str) -> String {
    const NOW: &str = "CURRENT_TIMESTAMP";
    match text.get(..NOW.len()) {
        Some(start) if start.eq_ignore_ascii_case(NOW) => match text[NOW.len()..].trim() {
            "" => "current_timestamp()".to_owned(),
            rest => format!("current_timestamp{rest}"),
        },
        _ => text.to_owned(),
    }
}

fn attribute(words: &mut Words<'_>, column: &mut Column) -> Result<(), Unread> {
    if words.eat(&["NOT", "NULL"]) {
        column.not_null = true;
    } else if words.eat(&["NULL"]) || words.eat(&["VISIBLE"]) {
    } else if words.eat(&["CHARACTER", "SET"]) {
        let charset = words.name()?;
        set(column, mysql::CHARSET, charset.as_str());
    } else if words.eat(&["COLLATE"]) {
        let collation = words.name()?;
        set(column, mysql::COLLATE, collation.as_str());
    } else if words.eat(&["GENERATED", "ALWAYS", "AS", "ROW"]) {
        let side = if words.eat(&["START"]) { "START" } else { "END" };
        if side == "END" {
            words.expect(&["END"])?;
        }
        set(column, mysql::ROW, side);
    } else if words.eat(&["GENERATED", "ALWAYS", "AS"]) {
        let expression = words.parenthesised()?;
        let stored = words.eat(&["STORED"]) || words.eat(&["PERSISTENT"]);
        if !stored {
            words.expect(&["VIRTUAL"])?;
        }
        column.generated = Some(Generated { expression: expression.into(), stored });
    } else if words.eat(&["AUTO_INCREMENT"]) {
        flag(column, mysql::AUTO_INCREMENT);
    } else if words.eat(&["INVISIBLE"]) {
        flag(column, mysql::INVISIBLE);
    } else if words.eat(&["ON", "UPDATE"]) {
        let text = words
            .until(|words| matches!(words.peek(0), "," | ")") || AFTER_DEFAULT.iter().any(|word| words.is(&[word])));
        set(column, mysql::ON_UPDATE, &normal_default(&text));
    } else if words.eat(&["COMMENT"]) {
        column.comment = Some(words.string()?.into());
    } else if words.is(&["CHECK", "("]) {
        words.expect(&["CHECK"])?;
        let check = words.parenthesised()?;
        column.clauses.push(TableClause { name: None, definition: format!("CHECK ({check})").into() });
    } else {
        rare_attribute(words, column)?;
    }
    Ok(())
}

fn rare_attribute(words: &mut Words<'_>, column: &mut Column) -> Result<(), Unread> {
    if words.eat(&["WITHOUT", "SYSTEM", "VERSIONING"]) {
        flag(column, mysql::WITHOUT_SYSTEM_VERSIONING);
    } else if words.eat(&["COMPRESSED"]) {
        let method = if words.eat(&["="]) { format!("={}", words.next().unwrap_or_default()) } else { String::new() };
        set(column, mysql::COMPRESSED, &method);
    } else if words.eat(&["SRID"]) || words.eat(&["REF_SYSTEM_ID", "="]) {
        let number = words.next().unwrap_or_default();
        set(column, mysql::SRID, number);
    } else if words.eat(&["COLUMN_FORMAT"]) {
        let format = words.next().unwrap_or_default();
        set(column, mysql::COLUMN_FORMAT, format);
    } else if words.eat(&["STORAGE"]) {
        let storage = words.next().unwrap_or_default();
        set(column, mysql::STORAGE, storage);
    } else if words.kind(1) == Some(schema::sql::TokenKind::Operator) && words.peek(1) == "=" {
        // An option of the storage engine (MariaDB): `` `name`='value' ``.
        let key = words.next().unwrap_or_default().to_owned();
        words.expect(&["="])?;
        let value = words.next().unwrap_or_default();
        column.settings.insert(key.into(), value.into());
    } else {
        return Err(words.unread());
    }
    Ok(())
}

fn flag(column: &mut Column, key: &str) {
    set(column, key, "");
}

fn set(column: &mut Column, key: &str, value: &str) {
    column.settings.insert(key.into(), value.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str) -> Column {
        let mut words = Words::new(text);
        let column = read(&mut words).unwrap();
        assert!(words.is_at_end(), "{text}");
        column
    }

    #[test]
    fn widths_that_say_nothing_are_gone() {
        let data_type = |text: &str| column(&format!("`a` {text} NOT NULL")).data_type;
        assert_eq!(&*data_type("int(11)"), "int");
        assert_eq!(&*data_type("bigint(20) unsigned"), "bigint unsigned");
        assert_eq!(&*data_type("int(5) unsigned zerofill"), "int(5) unsigned zerofill");
        assert_eq!(&*data_type("tinyint(1)"), "tinyint(1)");
        assert_eq!(&*data_type("enum('a,b','c)')"), "enum('a,b','c)')");
    }

    #[test]
    fn one_form_of_now() {
        let read = column("`a` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)");
        assert_eq!(read.default.as_deref(), Some("current_timestamp(6)"));
        assert_eq!(read.settings.get(mysql::ON_UPDATE).map(|text| &**text), Some("current_timestamp(6)"));
    }

    #[test]
    fn every_attribute_has_its_place() {
        let read = column(
            "`g` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin INVISIBLE DEFAULT NULL COMMENT 'x' CHECK (json_valid(`g`))",
        );
        assert!(read.default.is_none() && !read.settings.contains_key(mysql::NO_DEFAULT));
        assert_eq!(&*read.clauses[0].definition, "CHECK (json_valid(`g`))");
        assert_eq!(read.comment.as_deref(), Some("x"));
        let odd = super::read(&mut Words::new("`g` int SOMETHING NEW"));
        assert_eq!(odd.unwrap_err(), super::super::words::Unread("`SOMETHING NEW`".to_owned()));
    }
}
