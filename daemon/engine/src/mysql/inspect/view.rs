//! One view as `SHOW CREATE VIEW` prints it.

use schema::object::{Settings, View, mysql};

use super::words::{Unread, Words};

/// A view and the clause that names its definer.
pub(super) fn read(sql: &str) -> Result<(View, Option<String>), Unread> {
    let mut words = Words::new(sql);
    words.expect(&["CREATE"])?;
    let mut settings = Settings::new();
    if words.eat(&["ALGORITHM", "="]) {
        let algorithm = words.next().unwrap_or_default().to_ascii_uppercase();
        if algorithm != "UNDEFINED" {
            settings.insert(mysql::ALGORITHM.into(), algorithm.into());
        }
    }
    let definer = super::program::definer(&mut words)?;
    if words.eat(&["SQL", "SECURITY"]) {
        let security = words.next().unwrap_or_default().to_ascii_uppercase();
        if security != "DEFINER" {
            settings.insert(mysql::SECURITY.into(), security.into());
        }
    }
    words.expect(&["VIEW"])?;
    words.name()?;
    while words.eat(&["."]) {
        words.name()?;
    }
    if words.peek(0) == "(" {
        settings.insert(mysql::VIEW_COLUMNS.into(), format!("({})", words.parenthesised()?).into());
    }
    words.expect(&["AS"])?;
    let mut query = words.raw_rest().trim_end().to_owned();
    for check in ["CASCADED", "LOCAL"] {
        if let Some(before) = query.strip_suffix(&format!(" WITH {check} CHECK OPTION")) {
            settings.insert(mysql::CHECK_OPTION.into(), check.into());
            query = before.to_owned();
            break;
        }
    }
    Ok((View { query: query.into(), columns: Vec::new(), settings }, definer))
}
