//! Takes passwords out of what a message quotes from a file.
//!
//! Not a URL parser: it works on any line. Invariant: when in doubt it hides more.

use std::ops::Range;

/// What stands in place of a secret.
pub(super) const HIDDEN: &str = "***";

/// Returns the text with its secrets replaced by `***`.
pub(super) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in secrets(text) {
        out.push_str(&text[done..range.start]);
        out.push_str(HIDDEN);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// Where the secrets of a text are, in order and apart: the password of every URL, the value of every parameter whose name
/// speaks of a password, tokens of ours, and private keys.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = urls(text).filter_map(|(at, url)| Some(shifted(password(url)?, at))).collect();
    found.extend(parameters(text).chain(tokens(text)).chain(private_keys(text)));
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The range of the password in what follows `://`, also where it holds a bare `/`, `?` or `@`.
pub(super) fn password(url: &str) -> Option<Range<usize>> {
    let authority = url.find(['/', '?', '#']).unwrap_or(url.len());
    let end = match url[..authority].rfind('@') {
        Some(at) => at,
        None => {
            let (_, after) = url[..authority].split_once(':')?;
            let port = !after.is_empty() && after.bytes().all(|b| b.is_ascii_digit());
            if port {
                return None;
            }
            url.rfind('@')?
        }
    };
    let colon = url[..end].find(':')?;
    Some(colon + 1..end).filter(|range| !range.is_empty())
}

/// What follows each `://`, to the end of the URL, and where it begins.
fn urls(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("://").map(|(at, _)| {
        let rest = &text[at + 3..];
        (at + 3, &rest[..rest.find(ends_url).unwrap_or(rest.len())])
    })
}

/// The values of `name=value` after `?` or `&` where the name speaks of a secret.
fn parameters(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(['?', '&']).filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| ends_url(c) || matches!(c, '&' | '#' | '?')).unwrap_or(rest.len());
        let (name, value) = rest[..end].split_once('=')?;
        let start = name.len() + 1;
        (is_secret(name) && !value.is_empty()).then(|| shifted(start..end, at + 1))
    })
}

/// What follows the prefix of our tokens.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    const PREFIX: &str = "gline_";
    let range = |(at, _)| {
        let start = at + PREFIX.len();
        let end = text[start..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(text.len(), |length| start + length);
        start..end
    };
    text.match_indices(PREFIX).map(range).filter(|range| !range.is_empty())
}

/// All that follows the head of a private key.
fn private_keys(text: &str) -> impl Iterator<Item = Range<usize>> {
    const HEAD: &str = "PRIVATE KEY";
    let range = text.find(HEAD).map(|at| at + HEAD.len()..text.len());
    range.into_iter().filter(|range| !range.is_empty())
}

fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["pass", "pwd", "secret", "token"].iter().any(|word| lower.contains(word))
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}
