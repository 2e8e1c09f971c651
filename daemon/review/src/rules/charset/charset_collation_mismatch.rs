//! A collation does not belong to its charset.
//!
//! The server refuses the statement.

use crate::rules::prelude::*;

/// The rule `charset-collation-mismatch`.
pub(super) static RULE: Rule = Rule {
    code: "charset-collation-mismatch",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("charset_collation_mismatch.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let belongs = |charset: &str, collation: &str| {
        let charset = if charset == "utf8" { "utf8mb3" } else { charset };
        let collation = collation.replace("utf8_", "utf8mb3_");
        collation == "binary"
            || collation.starts_with(&format!("{charset}_"))
            || collation.starts_with("uca1400_")
            || collation == "default"
    };
    for (_, column) in look.columns() {
        if let (Some(charset), Some(collation)) = (&column.charset, &column.collation)
            && !belongs(charset.as_str(), collation.as_str())
        {
            let message = format!("`{}` is no collation of `{}`", collation.as_str(), charset.as_str());
            let mark = look.mark(&collation.span, message);
            let at = look.unit.tokens.partition_point(|token| token.span.start < collation.span.start);
            let word = (0..at).rev().find(|at| look.unit.is(*at, "COLLATE")).unwrap_or(at);
            marks.push(leaving_out(look, mark, &(look.unit.place(&(word..at)).start..collation.span.end)));
        }
    }
    let options = super::said::options(look);
    let of = |key: &str| options.iter().find(|option| option.key == key);
    if let (Some(charset), Some(collation)) = (of("CHARSET"), of("COLLATE"))
        && !belongs(&charset.value.to_lowercase(), &collation.value.to_lowercase())
    {
        let mark = look.mark(&collation.span, format!("`{}` is no collation of `{}`", collation.value, charset.value));
        marks.push(leaving_out(look, mark, &look.with_comma(&collation.span)));
    }
}

/// Adds the fix that lets the charset choose its own collation.
fn leaving_out(look: &Look, mark: Mark, span: &Span) -> Mark {
    let start = look.unit.text[..span.start].trim_end().len();
    look.replacing(mark, "leave the collation out", &(start..span.end), "")
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a text) CHARSET=utf8mb4 COLLATE=latin1_bin;",
                "CREATE TABLE t (a text CHARACTER SET latin1 COLLATE utf8mb4_bin);",
                "ALTER TABLE t DEFAULT CHARACTER SET ascii, COLLATE utf8mb4_bin;",
            ],
            &[
                "CREATE TABLE t (a text) CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;",
                "CREATE TABLE t (a text CHARACTER SET utf8 COLLATE utf8_bin);",
                "CREATE TABLE t (a text) COLLATE=latin1_bin;",
            ],
        );
    }
}
