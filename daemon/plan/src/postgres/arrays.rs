//! Array casts in the server's own form, kept apart so that reading them again gives the same form.
//!
//! The server prints `(ARRAY['a'::character varying])::text[]` for an array that was cast as a whole, and reads that as an array
//! of texts. With `ARRAY[…]::character varying[]` inside it reads what it printed.

/// What a statement may start with to be in the server's own form; bodies and comments are left alone.
const STARTS: &[&str] = &[
    "CREATE VIEW",
    "CREATE OR REPLACE VIEW",
    "CREATE MATERIALIZED",
    "CREATE INDEX",
    "CREATE UNIQUE",
    "CREATE TABLE",
    "CREATE UNLOGGED",
    "CREATE POLICY",
    "CREATE RULE",
    "CREATE TRIGGER",
    "CREATE DOMAIN",
    "ALTER TABLE",
    "ALTER DOMAIN",
    "ALTER VIEW",
];

/// The statement, with the element type said inside of every array that is cast as a whole.
pub(super) fn kept_apart(statement: String) -> String {
    if !statement.contains("(ARRAY[") || !STARTS.iter().any(|start| statement.starts_with(start)) {
        return statement;
    }
    let mut text = String::with_capacity(statement.len() + 32);
    let mut rest = statement.as_str();
    while let Some(at) = rest.find("(ARRAY[") {
        let open = at + "(ARRAY[".len();
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = closing(rest) else { break };
        let element = element_type(&rest[..close]);
        let is_cast = rest[close + 1..].starts_with(")::");
        // Arrays inside of the elements are looked at too: only what follows the bracket is written here.
        if let Some(element) = element.filter(|_| is_cast && !rest[..close].contains("(ARRAY[")) {
            text.push_str(&rest[..=close]);
            text.push_str(&format!("::{element}[]"));
            rest = &rest[close + 1..];
        }
    }
    text.push_str(rest);
    text
}

/// Where the bracket closes that was opened before the text.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0u32, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quoted, byte) {
            (Some(quote), _) if byte == quote => quoted = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quoted = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') if depth == 0 => return Some(at),
            (None, b']') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

/// The type that the last element is cast to.
fn element_type(elements: &str) -> Option<&str> {
    let (_, last) = elements.rsplit_once("::")?;
    let is_name = last.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '.' | '"'));
    (is_name && !last.is_empty()).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::kept_apart;

    #[test]
    fn an_array_that_is_cast_as_a_whole_says_its_own_type() {
        let printed = "CREATE VIEW v AS SELECT ((c)::text = ANY ((ARRAY['a'::character varying, ']'::character varying])::text[]))";
        let spelled = kept_apart(printed.to_owned());
        assert!(spelled.contains("']'::character varying]::character varying[])::text[]))"), "{spelled}");
    }

    #[test]
    fn other_arrays_and_bodies_stay_as_they_are() {
        for text in
            ["CREATE VIEW v AS SELECT (ARRAY[1, 2])[1]", "CREATE OR REPLACE FUNCTION f() AS $$ (ARRAY['a'::x])::y[] $$"]
        {
            assert_eq!(kept_apart(text.to_owned()), text);
        }
    }
}
