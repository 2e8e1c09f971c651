//! Data goes to or comes from a file or a program on the server.
//!
//! LOAD DATA, SELECT … INTO OUTFILE and COPY with a file or PROGRAM read and write the server's own file system; what they do depends
//! on the machine, and COPY … PROGRAM runs any command there.
//!
//! Instead, load through the client, or as INSERTs in a changelist.

use crate::rules::prelude::*;

/// The rule `load-or-outfile`.
pub(super) static RULE: Rule = Rule {
    code: "load-or-outfile",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("load_or_outfile.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let is_copy = matches!(unit.form, Form::Copy);
    let is_file = is_copy && look.is_postgres() && {
        let is_target = |at: usize| unit.is(at, "FROM") || unit.is(at, "TO");
        let is_text = |at: usize| unit.kind(at) == Some(schema::sql::TokenKind::String) || unit.is(at, "PROGRAM");
        (0..unit.tokens.len()).any(|at| is_target(at) && is_text(at + 1))
    };
    let outfile = unit.find(&["INTO", "OUTFILE"]).or_else(|| unit.find(&["INTO", "DUMPFILE"]));
    if is_file || (is_copy && look.is_mysql()) {
        let mark = look.mark_all("this reads or writes files of the server, or runs a program there");
        marks.push(mark.help("load through the client, or as INSERTs"));
    } else if let Some(span) = outfile.filter(|_| look.is_mysql()) {
        marks.push(look.mark(&span, "this writes a file on the server").help("read the result through the client"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "COPY t FROM '/tmp/x.csv' CSV;",
                "COPY t TO PROGRAM 'gzip > /tmp/x';",
                "mysql: LOAD DATA INFILE '/tmp/x' INTO TABLE t;",
                "mysql: SELECT * INTO OUTFILE '/tmp/x' FROM t;",
            ],
            &["COPY t TO STDOUT;", "mysql: SELECT a INTO @x FROM t;", "INSERT INTO t (a) VALUES ('INTO OUTFILE');"],
        );
    }
}
