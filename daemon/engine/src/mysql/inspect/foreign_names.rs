//! Names in foreign keys that MariaDB prints as they are, without doubling their backticks (seen on 10.11.14): they are doubled here.
//!
//! Invariant: a text without such names stays as it is; names that are doubled already are not doubled again.

use std::borrow::Cow;

/// What stands before, between and after the names of a foreign key in the server's own form.
const BEGIN: &str = "  CONSTRAINT `";
const COLUMNS: &str = "` FOREIGN KEY (`";
const PARENT: &str = "`) REFERENCES ";
const PARENT_COLUMNS: &str = " (`";
const END: &str = "`)";
const NEXT: &str = "`, `";

/// The statement with every name of its foreign keys quoted as names are.
pub(super) fn doubled(sql: &str) -> Cow<'_, str> {
    let is_odd = |line: &str| foreign_key(line).is_some_and(|fixed| fixed != line);
    if !sql.lines().any(is_odd) {
        return Cow::Borrowed(sql);
    }
    let lines = sql.split('\n').map(|line| foreign_key(line).map_or(Cow::Borrowed(line), Cow::Owned));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// A line that is a foreign key, with its names doubled.
fn foreign_key(line: &str) -> Option<String> {
    let (name, rest) = line.strip_prefix(BEGIN)?.split_once(COLUMNS)?;
    let (columns, rest) = rest.split_once(PARENT)?;
    let (parent, rest) = rest.split_once(PARENT_COLUMNS)?;
    let (parent_columns, rest) = rest.rsplit_once(END)?;
    let (name, columns, parent_columns) = (one(name), list(columns), list(parent_columns));
    Some(format!("{BEGIN}{name}{COLUMNS}{columns}{PARENT}{parent}{PARENT_COLUMNS}{parent_columns}{END}{rest}"))
}

fn list(names: &str) -> String {
    names.split(NEXT).map(one).collect::<Vec<_>>().join(NEXT)
}

/// One name. Where all backticks come in pairs they are doubled already.
fn one(name: &str) -> String {
    if name.replace("``", "").contains('`') { name.replace('`', "``") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_single_backticks_are_doubled() {
        let printed = "CREATE TABLE `q` (\n  `c``1` int(11),\n  CONSTRAINT `n`m` FOREIGN KEY (`c`1`, `d`) REFERENCES `p``t` (`a`x`, `b`) ON DELETE CASCADE\n)";
        let quoted = "CREATE TABLE `q` (\n  `c``1` int(11),\n  CONSTRAINT `n``m` FOREIGN KEY (`c``1`, `d`) REFERENCES `p``t` (`a``x`, `b`) ON DELETE CASCADE\n)";
        assert_eq!(doubled(printed), quoted);
        assert_eq!(doubled(quoted), quoted);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for sql in ["", "`", "CREATE TABLE `t` (\n  CONSTRAINT `c` CHECK (`a` > '` FOREIGN KEY (`')\n)"] {
            assert!(matches!(doubled(sql), Cow::Borrowed(same) if same == sql));
        }
    }
}
