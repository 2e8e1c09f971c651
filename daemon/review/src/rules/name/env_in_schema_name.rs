//! A schema's name says in which environment it is.
//!
//! The same files then cannot go to the next environment.
//!
//! Instead, one name everywhere; the environment is that of the server.

use crate::rules::prelude::*;

/// The rule `env-in-schema-name`.
pub(super) static RULE: Rule = Rule {
    code: "env-in-schema-name",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["dev", "test", "qa", "stage", "staging", "prod", "production"]),
        about: "words that name an environment",
    }],
    source: include_str!("env_in_schema_name.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    let Some(name) = create.name.as_ref().filter(|_| create.kind == "SCHEMA") else { return };
    let mut words = name.name.as_str().split(['_', '-']).map(str::to_lowercase);
    if words.any(|word| look.parameters.has("list", &word)) {
        let message = format!("`{}` names an environment", name.name.as_str());
        marks.push(look.mark(&name.span, message).help("use one name in every environment"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE SCHEMA dev_shop;", "CREATE SCHEMA IF NOT EXISTS shop_prod;", "CREATE SCHEMA \"Staging\";"],
            &["CREATE SCHEMA shop;", "CREATE SCHEMA devices;", "CREATE TABLE dev_shop.t (a int);"],
        );
    }
}
