//! An extension is made in `public`, or in whichever schema comes first: its functions stand beside the application's, and everybody can call them.
//!
//! Instead, a schema for extensions: `CREATE EXTENSION … SCHEMA extensions`.

use crate::rules::prelude::*;

/// The rule `extension-in-public`.
pub(super) static RULE: Rule = Rule {
    code: "extension-in-public",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("extension_in_public.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    if create.kind != "EXTENSION" {
        return;
    }
    let unit = look.unit;
    let schema = unit.places(&unit.all(), "SCHEMA").map(|at| unit.token(at + 1)).next();
    if schema.is_none_or(|schema| schema.trim_matches('"').eq_ignore_ascii_case("public")) {
        let mark = look.mark_all("its functions stand beside the application's");
        marks.push(mark.help("make a schema for extensions, and add SCHEMA extensions"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE EXTENSION pgcrypto;",
                "CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;",
                "CREATE EXTENSION hstore WITH SCHEMA \"public\" VERSION '1.8';",
            ],
            &[
                "CREATE EXTENSION pgcrypto SCHEMA extensions;",
                "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA ext;",
                "ALTER EXTENSION pgcrypto UPDATE;",
            ],
        );
    }
}
