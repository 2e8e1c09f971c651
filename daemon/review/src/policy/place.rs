//! Where in the text of a policy an error is.
//!
//! Invariant: a place is always given; what cannot be found is the beginning of the file.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::PolicyError;

impl PolicyError {
    /// The bytes of the policy's text that it is about.
    pub fn span(&self, text: &str) -> Range<usize> {
        let found = match self {
            Self::Toml(error) => error.span(),
            Self::UnknownPack(name) => text.find(name.as_str()).map(|at| at..at + name.len()),
            Self::UnknownRule { code: name, .. } | Self::UnknownKey { key: name } => named(text, &[name]),
            Self::UnknownParameter { rule, name, .. } => named(text, &[rule, name]).or_else(|| named(text, &[name])),
            Self::Wrong { key, .. } => {
                let path: Vec<&str> = key.split('.').collect();
                (0..path.len()).find_map(|skipped| named(text, &path[skipped..]))
            }
        };
        found.unwrap_or(0..0)
    }
}

/// The last of these keys, where they stand below each other.
fn named(text: &str, path: &[&str]) -> Option<Range<usize>> {
    below(DeTable::parse(text).ok()?.get_ref(), path)
}

fn below(table: &DeTable<'_>, path: &[&str]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    for (key, value) in table.iter() {
        let inner = match value.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => None,
        };
        if key.get_ref() == first {
            if rest.is_empty() {
                return Some(key.span());
            }
            if let Some(found) = inner.and_then(|inner| below(inner, rest)) {
                return Some(found);
            }
        }
        if let Some(found) = inner.and_then(|inner| below(inner, path)) {
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;

    #[test]
    fn an_error_has_the_place_of_what_it_is_about() {
        for (text, about) in [
            ("[rules.naming-tabel]\nlevel = \"error\"\n", "naming-tabel"),
            ("[rules]\nselect-star = \"fatal\"\n", "select-star"),
            ("[rules.naming-table]\nlevel = \"error\"\nformt = \"x\"\n", "formt"),
            ("[rules.naming-table]\nformat = 3\n", "format"),
            ("[environment.prod.rules.naming-table]\nlevel = \"loud\"\n", "level"),
            ("extends = [\"groundline:lax\"]\n", "lax"),
            ("[rule.x]\n", "rule"),
        ] {
            let error = Policy::parse(text).expect_err(text);
            assert_eq!(&text[error.span(text)], about, "{error}");
        }
    }
}
