//! A view or routine names its DEFINER.
//!
//! It runs with the rights of that account, on every server that the file is run on; where the account is missing, it fails.
//!
//! Instead, leave it out, so that it is whoever runs the file.

use crate::rules::prelude::*;

/// The rule `definer-account`.
pub(super) static RULE: Rule = Rule {
    code: "definer-account",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["CURRENT_USER"]),
        about: "accounts that may be named, without their host",
    }],
    source: include_str!("definer_account.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    let Some(span) = &create.definer else { return };
    let written = look.unit.text.get(span.clone()).unwrap_or_default();
    let account = written.split_once('=').map_or("", |(_, account)| account).split('@').next().unwrap_or_default();
    let account = account.trim().trim_matches(['`', '\'', '"', '(', ')']);
    if !look.parameters.has("list", account) {
        let mark = look.mark(span, format!("it runs with the rights of `{account}`, wherever the file is run"));
        marks.push(look.replacing(mark.help("leave it out"), "leave it out", span, ""));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE DEFINER=`root`@`localhost` VIEW v AS SELECT 1 AS a;",
                "CREATE DEFINER = admin@'%' PROCEDURE p() SELECT 1;",
                "CREATE DEFINER=root@localhost TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;",
            ],
            &[
                "CREATE VIEW v AS SELECT 1 AS a;",
                "CREATE DEFINER=CURRENT_USER VIEW v AS SELECT 1 AS a;",
                "CREATE TABLE t (definer int);",
            ],
        );
    }
}
