//! What a claim of a token must be: an exact text, or one with `*` and `?`.
//!
//! Invariant: matching takes time linear in pattern times text, whatever they are.

use std::fmt;

/// An exact text, or one in which `*` stands for any characters and `?` for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The pattern that a text writes.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it demands something: one of wildcards alone does not.
    pub fn demands(&self) -> bool {
        self.0.chars().any(|c| !matches!(c, '*' | '?'))
    }

    /// Whether a text is what it demands, from its first character to its last.
    pub fn is_match(&self, text: &str) -> bool {
        let (pattern, text): (Vec<char>, Vec<char>) = (self.0.chars().collect(), text.chars().collect());
        let (mut at, mut read) = (0, 0);
        // Where the last star was, and what it stood for so far.
        let mut star: Option<(usize, usize)> = None;
        while read < text.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(&c) if c == '?' || c == text[read] => {
                    at += 1;
                    read += 1;
                }
                _ => {
                    let Some((place, taken)) = star else { return false };
                    star = Some((place, taken + 1));
                    (at, read) = (place + 1, taken + 1);
                }
            }
        }
        pattern[at..].iter().all(|c| *c == '*')
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_compared_from_end_to_end() {
        let is_match = |pattern: &str, text: &str| Pattern::new(pattern).is_match(text);
        assert!(is_match("repo:acme/shop:ref:refs/heads/main", "repo:acme/shop:ref:refs/heads/main"));
        assert!(!is_match("repo:acme/shop", "repo:acme/shop-evil"));
        assert!(!is_match("repo:acme/shop", "x-repo:acme/shop"));
        assert!(is_match("repo:acme/*:ref:refs/heads/*", "repo:acme/shop:ref:refs/heads/a/b"));
        assert!(!is_match("repo:acme/*:ref:refs/heads/main", "repo:acme/shop:ref:refs/heads/main2"));
        assert!(is_match("v?", "v1") && !is_match("v?", "v") && !is_match("v?", "v12"));
        assert!(is_match("*", "") && is_match("", "") && !is_match("", "a") && is_match("a*", "a"));
        assert!(is_match("*ab", "aab") && is_match("a*b*c", "a1b2b3c") && !is_match("a*b*c", "a1c"));
        assert!(!is_match(&"*a".repeat(50), &"a".repeat(49)), "it ends");
    }

    #[test]
    fn wildcards_alone_demand_nothing() {
        assert!(!Pattern::new("*").demands() && !Pattern::new("").demands() && !Pattern::new("**?").demands());
        assert!(Pattern::new("a*").demands());
    }
}
