//! An account is made or changed in a file, with its password in it.
//!
//! The password is in Git for ever, and in the server's log.
//!
//! Instead, set it from a secret store, outside of the file.

use crate::rules::prelude::*;

/// The rule `create-user-or-password`.
pub(super) static RULE: Rule = Rule {
    code: "create-user-or-password",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("create_user_or_password.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_account = match &unit.form {
        Form::Create(create) => matches!(create.kind, "USER" | "ROLE" | "USER MAPPING" | "SUBSCRIPTION"),
        Form::Alter(alter) => matches!(alter.kind, "USER" | "ROLE" | "USER MAPPING" | "SUBSCRIPTION"),
        Form::Grant { .. } => true,
        Form::Set(setting) => setting.name == "password",
        _ => false,
    };
    if !is_account {
        return;
    }
    let is_text = |at: usize| unit.kind(at) == Some(schema::sql::TokenKind::String);
    for at in 0..unit.tokens.len() {
        let names = unit.is(at, "PASSWORD") || unit.is(at, "BY");
        let value = if is_text(at + 1) { at + 1 } else { at + 2 };
        let is_between = value == at + 1 || matches!(unit.token(at + 1), "=" | "(" | "PASSWORD");
        if names && is_text(value) && is_between {
            let mark =
                look.mark(&unit.place(&(at..at + 1)), "the password is in Git for ever, and in the server's log");
            marks.push(mark.help("set it from a secret store"));
            return;
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
                "CREATE ROLE app LOGIN PASSWORD 'secret';",
                "mysql: CREATE USER app@'%' IDENTIFIED BY 'secret';",
                "ALTER USER app WITH ENCRYPTED PASSWORD 'secret';",
            ],
            &["CREATE ROLE app LOGIN;", "ALTER ROLE app PASSWORD NULL;", "CREATE TABLE t (password text DEFAULT 'x');"],
        );
    }
}
