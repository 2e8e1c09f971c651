//! A superuser, or code that may do anything on the server.
//!
//! SUPERUSER, BYPASSRLS, an untrusted language (plpython3u, plperlu, C), pg_read_file and its like pass by every right of the database.

use crate::rules::prelude::*;

/// The rule `superuser-or-untrusted-lang`.
pub(super) static RULE: Rule = Rule {
    code: "superuser-or-untrusted-lang",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("superuser_or_untrusted_lang.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_role = matches!(&unit.form, Form::Create(create) if matches!(create.kind, "ROLE" | "USER"))
        || matches!(&unit.form, Form::Alter(alter) if matches!(alter.kind, "ROLE" | "USER"));
    const FILES: &[&str] = &[
        "pg_read_file",
        "pg_read_binary_file",
        "pg_ls_dir",
        "lo_import",
        "lo_export",
        "pg_write_file",
        "pg_execute_server_program",
    ];
    const UNTRUSTED: &[&str] = &["plpython3u", "plpythonu", "plperlu", "pltclu", "plsh", "c", "plrust_untrusted"];
    for at in 0..unit.tokens.len() {
        let message = match () {
            () if is_role && (unit.is(at, "SUPERUSER") || unit.is(at, "BYPASSRLS")) => {
                "this role passes by every right"
            }
            () if unit.is_call(at) && FILES.iter().any(|name| unit.is(at, name)) => {
                "this reads or writes the server's own files"
            }
            () if unit.is(at, "LANGUAGE")
                && !matches!(unit.form, Form::Drop(_))
                && UNTRUSTED.contains(&unit.token(at + 1).trim_matches(['\'', '"']).to_lowercase().as_str()) =>
            {
                "code in this language may do anything on the server"
            }
            () => continue,
        };
        marks.push(look.mark(&unit.place(&(at..at + 1)), message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE ROLE admin SUPERUSER LOGIN;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1';",
                "SELECT pg_read_file('/etc/passwd');",
            ],
            &[
                "CREATE ROLE app LOGIN NOSUPERUSER;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;",
                "CREATE TABLE t (superuser boolean);",
            ],
        );
    }
}
