//! Takes passwords out of what a message quotes from a file.
//!
//! Not a URL parser: it works on any line. Invariant: when in doubt it hides more.

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// Returns the text with the password of every URL in it, and the value of every parameter whose name speaks of a
/// password, replaced by `***`.
pub(super) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(ends_url).unwrap_or(after.len());
        out.push_str(&without_password(&after[..end]));
        rest = &after[end..];
    }
    out.push_str(rest);
    without_parameters(&out)
}

/// The range of the password in what follows `://`, also where it holds a bare `/`, `?` or `@`.
pub(super) fn password(url: &str) -> Option<std::ops::Range<usize>> {
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

/// Whether the name of a parameter says that its value is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["pass", "pwd", "secret", "token"].iter().any(|word| lower.contains(word))
}

fn without_password(url: &str) -> String {
    match password(url) {
        Some(range) => format!("{}{HIDDEN}{}", &url[..range.start], &url[range.end..]),
        None => url.to_owned(),
    }
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

/// Hides `name=value` after `?` or `&` where the name speaks of a secret.
fn without_parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['?', '&']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let end = after.find(|c: char| ends_url(c) || matches!(c, '&' | '#' | '?')).unwrap_or(after.len());
        match after[..end].split_once('=') {
            Some((name, _)) if is_secret(name) => out.push_str(&format!("{name}={HIDDEN}")),
            _ => out.push_str(&after[..end]),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}
