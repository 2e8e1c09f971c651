//! The columns that a `*` stands for.
//!
//! Not a rule: the rules that mark a `*` ask for it.
//!
//! Invariant: nothing where a table is not wholly known.

use crate::look::Look;
use crate::read::form::Span;
use crate::read::{Select, sources};

/// The `*` that is a whole column of a SELECT.
pub(in crate::rules) fn stars(look: &Look, select: &Select) -> Vec<usize> {
    let unit = look.unit;
    let (mut depth, mut found) = (0usize, Vec::new());
    for at in select.columns.clone() {
        match unit.token(at) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "*" if depth == 0 => {
                let starts = at == select.columns.start
                    || matches!(unit.token(at.wrapping_sub(1)), "," | ".")
                    || ["DISTINCT", "ALL"].iter().any(|word| unit.is(at - 1, word));
                if starts && (at + 1 >= select.columns.end || unit.token(at + 1) == ",") {
                    found.push(at);
                }
            }
            _ => {}
        }
    }
    found
}

/// What would stand there instead, and where.
pub(in crate::rules) fn expanded(look: &Look, select: &Select, star: usize) -> Option<(Span, String)> {
    let unit = look.unit;
    let all = sources(unit, select.from.as_ref()?);
    // With several tables only one is written out: two may have columns of one name.
    let (source, prefix, from) = if unit.token(star.wrapping_sub(1)) == "." && star >= 2 {
        let called = schema::Ident::parse(unit.dialect, unit.token(star - 2));
        let source = all.iter().find(|source| source.called.eq_ignore_ascii_case(called.as_str()))?;
        (source, format!("{}.", unit.token(star - 2)), star - 2)
    } else {
        (all.first().filter(|_| all.len() == 1)?, String::new(), star)
    };
    let table = look.table(source.name.as_ref()?).filter(|table| table.is_whole && !table.columns.is_empty())?;
    let columns: Vec<_> = table.columns.iter().map(|column| format!("{prefix}{}", look.quote(&column.name))).collect();
    Some((unit.place(&(from..star + 1)), columns.join(", ")))
}
