//! The values of a changelist's variables on a target, put into its SQL.
//!
//! `{{name}}` stands for a literal, `{{name:ident}}` for a name. Invariant: a value becomes SQL only as a literal or a quoted name, and
//! nothing inside of strings, quoted names and comments is touched.

use std::collections::BTreeMap;
use std::ops::Range;

use schema::Dialect;
use schema::sql::{Ident, LineIndex, TokenKind, lex::Lexer, literal};

use super::fault::ChangelistFault;
use crate::desired::{Changelist, Literal, Origin, Target, Variable};

/// The values on a target; every variable has one, or it is told why not.
pub(super) fn values(
    changelist: &Changelist,
    target: &Target,
) -> Result<BTreeMap<String, Literal>, Vec<ChangelistFault>> {
    let (mut values, mut faults) = (BTreeMap::new(), Vec::new());
    for (name, variable) in &changelist.variables {
        match value(name, variable, target) {
            Ok(value) => drop(values.insert(name.clone(), value)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

fn value(name: &str, variable: &Variable, target: &Target) -> Result<Literal, ChangelistFault> {
    let of_target = variable.targets.get(target.name.as_str());
    let of_set = target.set.as_ref().and_then(|set| variable.targets.get(set));
    if let Some(value) = of_target.or(of_set) {
        return Ok(value.clone());
    }
    let has = |(key, word): &(String, String)| target.kind.labels.get(key) == Some(word);
    let mut by_label = variable.labels.iter().filter(|(label, _)| has(label));
    if let Some((label, value)) = by_label.next() {
        return match by_label.find(|(_, other)| *other != value) {
            None => Ok(value.clone()),
            Some((other, _)) => {
                let message = format!(
                    "the variable `{name}` has two values on `{}`: by its label `{}={}` and by `{}={}`",
                    target.name, label.0, label.1, other.0, other.1
                );
                let hint = format!("say it under `targets`: {{ {} = … }}", target.name);
                Err(ChangelistFault::new(variable.origin.clone(), message).hint(hint))
            }
        };
    }
    let of_environment = variable.environments.get(target.kind.environment.as_str());
    of_environment.or(variable.default.as_ref()).cloned().ok_or_else(|| {
        let message = format!("the variable `{name}` has no value on `{}`", target.name);
        ChangelistFault::new(variable.origin.clone(), message).hint("give it a `default`, or one for the target")
    })
}

/// A text with the values in the place of the variables.
pub(super) fn filled(
    dialect: Dialect,
    path: &str,
    text: &str,
    values: &BTreeMap<String, Literal>,
) -> Result<String, Vec<ChangelistFault>> {
    let (mut out, mut from, mut faults) = (String::with_capacity(text.len()), 0, Vec::new());
    let lines = LineIndex::new(text);
    let closed = closed(dialect, text);
    for place in places(text) {
        let at = |message: String| {
            let position = lines.position(place.span.start);
            let origin = Origin { file: path.to_owned(), line: position.line, column: position.column };
            ChangelistFault::new(origin, message)
        };
        let inside = closed.iter().find(|(span, _)| span.start < place.span.start && place.span.end <= span.end);
        let is_declared = values.contains_key(place.name);
        match inside {
            Some((_, TokenKind::LineComment | TokenKind::BlockComment)) => continue,
            Some(_) if !is_declared => continue,
            Some(_) => {
                let message = format!("`{{{{{}}}}}` stands inside of quotes, where it is only text", place.name);
                faults.push(at(message).hint("join it: `'…' || {{name}}`; MySQL: `CONCAT('…', {{name}})`"));
                continue;
            }
            None => {}
        }
        match sql(dialect, &place, values) {
            Ok(value) => {
                out.push_str(&text[from..place.span.start]);
                out.push_str(&value);
                from = place.span.end;
            }
            Err((message, hint)) => faults.push(at(message).hint(hint)),
        }
    }
    out.push_str(&text[from..]);
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

/// A variable in a text.
struct Place<'t> {
    span: Range<usize>,
    name: &'t str,
    form: &'t str,
}

fn places(text: &str) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        let Some(close) = text[open..].find("}}").map(|at| open + at) else { break };
        let inner = text[open + 2..close].trim();
        let (name, form) = inner.split_once(':').map_or((inner, ""), |(name, form)| (name.trim(), form.trim()));
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        from = if is_name { close + 2 } else { open + 2 };
        if is_name {
            found.push(Place { span: open..close + 2, name, form });
        }
    }
    found
}

/// What is closed to variables: strings, quoted names and comments.
fn closed(dialect: Dialect, text: &str) -> Vec<(Range<usize>, TokenKind)> {
    let is_closed = |kind: TokenKind| {
        use TokenKind::{BlockComment, LineComment, QuotedIdent, String};
        matches!(kind, String | QuotedIdent | LineComment | BlockComment)
    };
    let tokens = Lexer::new(dialect, text).filter(|token| is_closed(token.kind));
    tokens.map(|token| (token.span, token.kind)).collect()
}

fn sql(dialect: Dialect, place: &Place<'_>, values: &BTreeMap<String, Literal>) -> Result<String, (String, String)> {
    let Some(value) = values.get(place.name) else {
        let known: Vec<_> = values.keys().map(|name| format!("`{name}`")).collect();
        let near = values.keys().find(|name| schema::sql::distance(name, place.name) <= 1 + place.name.len() / 4);
        let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        let hint = match known.is_empty() {
            true => format!("declare it: [variables] {} = …", place.name),
            false => format!("the variables are {}", known.join(", ")),
        };
        return Err((format!("there is no variable `{}`{near}", place.name), hint));
    };
    match (place.form, value) {
        ("", value) => Ok(written(dialect, value)),
        ("ident", Literal::Text(text)) => Ok(Ident::from(text.as_str()).display(dialect).to_string()),
        ("ident", _) => {
            let message = format!("`{}` is no text, so it can be no name", place.name);
            Err((message, "write the value in quotes".to_owned()))
        }
        (other, _) => {
            let message = format!("a variable has no form `{other}`");
            Err((message, format!("write `{{{{{0}}}}}` for a literal, `{{{{{0}:ident}}}}` for a name", place.name)))
        }
    }
}

/// A value as a literal.
pub(super) fn written(dialect: Dialect, value: &Literal) -> String {
    match (value, dialect) {
        (Literal::Text(text), _) => literal(dialect, text).to_string(),
        (Literal::Number(number), _) if *number < 0 => format!("({number})"),
        (Literal::Number(number), _) => number.to_string(),
        (Literal::Truth(truth), Dialect::Sqlite) => u8::from(*truth).to_string(),
        (Literal::Truth(truth), _) => truth.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str) -> Result<String, String> {
        let values = [
            ("days".to_owned(), Literal::Number(-5)),
            ("region".to_owned(), Literal::Text("o'eu".to_owned())),
            ("on".to_owned(), Literal::Truth(true)),
        ];
        filled(Dialect::Postgres, "1.sql", text, &values.into()).map_err(|faults| {
            let shown = |fault: &ChangelistFault| format!("{fault} | {}", fault.hint.clone().unwrap_or_default());
            faults.iter().map(shown).collect::<Vec<_>>().join("\n")
        })
    }

    #[test]
    fn values_become_literals_and_names() {
        let text = "UPDATE {{ region:ident }} SET a = {{region}} WHERE x -{{days}} > 0 AND {{on}}";
        let filled = "UPDATE \"o'eu\" SET a = 'o''eu' WHERE x -(-5) > 0 AND true";
        assert_eq!(fill(text), Ok(filled.to_owned()));
    }

    #[test]
    fn what_is_quoted_or_a_comment_is_left_alone() {
        let text = "SELECT '{{mustache}}', \"{{x}}\" -- {{days}}\n/* {{days}} */";
        assert_eq!(fill(text), Ok(text.to_owned()));
        let wrong = fill("SELECT\n 'in {{days}} days'").expect_err("a variable in a string");
        assert!(
            wrong.starts_with("1.sql:2:6: `{{days}}` stands inside of quotes, where it is only text | join it"),
            "{wrong}"
        );
    }

    #[test]
    fn what_is_not_declared_is_told_with_its_place() {
        let wrong = fill("SELECT 1,\n  {{day}}, {{on:ident}}, {{on:raw}}").expect_err("unknown");
        assert_eq!(
            wrong,
            "1.sql:2:3: there is no variable `day`: did you mean `days`? | the variables are `days`, `on`, `region`\n\
             1.sql:2:12: `on` is no text, so it can be no name | write the value in quotes\n\
             1.sql:2:26: a variable has no form `raw` | write `{{on}}` for a literal, `{{on:ident}}` for a name"
        );
    }
}
