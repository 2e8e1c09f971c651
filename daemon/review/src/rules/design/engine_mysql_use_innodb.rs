//! A table uses a storage engine other than InnoDB.
//!
//! MyISAM and its like have no transactions and lose rows in a crash.

use crate::rules::prelude::*;

/// The rule `engine-mysql-use-innodb`.
pub(super) static RULE: Rule = Rule {
    code: "engine-mysql-use-innodb",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &["storage-engine"],
    parameters: &[Parameter { name: "list", default: Value::List(&["InnoDB"]), about: "engines that may be used" }],
    source: include_str!("engine_mysql_use_innodb.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let options: Vec<_> = match &look.unit.form {
        Form::CreateTable(create) if !create.is_temporary => create.options.iter().collect(),
        Form::AlterTable(alter) => alter.options.iter().collect(),
        _ => Vec::new(),
    };
    for option in options.into_iter().filter(|option| option.key == "ENGINE") {
        if !look.parameters.has("list", &option.value) {
            let mark =
                look.mark(&option.span, format!("engine {} has no transactions and may lose rows", option.value));
            marks.push(look.replacing(mark.help("use InnoDB"), "use InnoDB", &option.span, "ENGINE=InnoDB"));
        }
    }
    if let Form::Set(setting) = &look.unit.form {
        let is_engine = matches!(setting.name.as_str(), "default_storage_engine" | "storage_engine");
        if is_engine && !look.parameters.has("list", &setting.value) {
            marks.push(look.mark_all("tables made after this have no transactions").help("use InnoDB"));
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
                "CREATE TABLE t (a int) ENGINE=MyISAM;",
                "ALTER TABLE t ENGINE = MEMORY;",
                "SET default_storage_engine = MyISAM;",
            ],
            &[
                "CREATE TABLE t (a int) ENGINE=InnoDB;",
                "CREATE TABLE t (a int);",
                "ALTER TABLE t ADD COLUMN a int, ENGINE = innodb;",
            ],
        );
    }
}
