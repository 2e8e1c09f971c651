//! A setting of the whole server is changed in a change of one database.
//!
//! SET GLOBAL, SET PERSIST and ALTER SYSTEM hold for every other database too, and are not in the configuration that somebody keeps.

use crate::rules::prelude::*;

/// The rule `set-session-global`.
pub(super) static RULE: Rule = Rule {
    code: "set-session-global",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("set_session_global.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let is_global = match &look.unit.form {
        Form::Set(setting) => matches!(setting.scope.as_str(), "GLOBAL" | "PERSIST" | "PERSIST_ONLY"),
        Form::Alter(alter) => alter.kind == "SYSTEM",
        _ => false,
    };
    if is_global {
        marks.push(
            look.mark_all("this holds for every database of the server").help("set it in the server's configuration"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER SYSTEM SET work_mem = '1GB';",
                "mysql: SET GLOBAL max_connections = 1000;",
                "mysql: SET @@global.sql_mode = '';",
            ],
            &["SET work_mem = '1GB';", "mysql: SET SESSION sql_mode = 'ANSI';", "mysql: SET @x = 1;"],
        );
    }
}
