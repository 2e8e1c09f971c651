//! Takes passwords and tokens out of text that people or logs will see.
//!
//! Not a URL parser: it works on any text that may hold URLs, also broken ones. Invariant: when in doubt it hides more.

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// Words in the name of a URL parameter that make its value a secret.
const SECRET_WORDS: [&str; 7] = ["pass", "pwd", "token", "secret", "key", "auth", "sig"];

/// Returns the text with the secrets of every URL in it replaced by `***`.
///
/// Of `http` and `https` URLs the whole user part is hidden, because a token is often written as the user; of others the
/// password. Values of query parameters whose names speak of a secret are hidden everywhere.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(ends_url).unwrap_or(after.len());
        let (url, tail) = after.split_at(end);
        out.push_str(&without_user(url, is_http(before)));
        rest = tail;
    }
    out.push_str(rest);
    without_parameters(&out)
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

fn is_http(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    lower.ends_with("http://") || lower.ends_with("https://")
}

/// Hides the user part of what follows `://`.
fn without_user(url: &str, http: bool) -> String {
    let Some(at) = user_end(url) else { return url.to_owned() };
    let (user, rest) = url.split_at(at);
    match (http, user.split_once(':')) {
        (true, _) => format!("{HIDDEN}{rest}"),
        (false, Some((name, _))) => format!("{name}:{HIDDEN}{rest}"),
        (false, None) => url.to_owned(),
    }
}

/// Finds the `@` that ends the user part, also where a password holds a bare `/`, `?` or `@`.
fn user_end(url: &str) -> Option<usize> {
    let authority = url.find(['/', '?', '#']).unwrap_or(url.len());
    if let Some(at) = url[..authority].rfind('@') {
        return if url[..at].contains(':') { url.rfind('@') } else { Some(at) };
    }
    let (_, after) = url[..authority].rsplit_once(':')?;
    let port = !after.is_empty() && after.bytes().all(|b| b.is_ascii_digit());
    match port {
        true => None,
        false => url.rfind('@'),
    }
}

/// Hides `name=value` after `?` or `&` where the name speaks of a secret.
fn without_parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['?', '&']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let end = after.find(|c: char| ends_url(c) || matches!(c, '&' | '#')).unwrap_or(after.len());
        let (parameter, tail) = after.split_at(end);
        match parameter.split_once('=') {
            Some((name, _)) if is_secret(name) => out.push_str(&format!("{name}={HIDDEN}")),
            _ => out.push_str(parameter),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn is_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| lower.contains(word))
}
