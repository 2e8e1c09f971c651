//! Database URLs: `postgres://…`, `mysql://…`, `sqlite:path`. A printed URL never bears a password.

use std::fmt;

use schema::Dialect;

/// The URL of a database, with its secret inside; `Display` and `Debug` redact it.
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    dialect: Dialect,
    text: String,
}

/// Why a text is not a database URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The scheme is not known.
    #[error("`{0}` is not a database URL; expected `postgres://…`, `mysql://…` or `sqlite:path`")]
    Scheme(String),
    /// The environment variable is not set.
    #[error("the environment variable `{0}` is not set; `env:{0}` reads the URL from it")]
    Environment(String),
}

impl Url {
    /// Reads a URL; `env:NAME` is looked up with `variable`.
    ///
    /// # Errors
    /// An unknown scheme, or a variable that is not set.
    pub fn parse(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, UrlError> {
        if let Some(name) = text.strip_prefix("env:") {
            let value = variable(name).ok_or_else(|| UrlError::Environment(redact(name)))?;
            // A function and not a closure: each closure would be a type of its own, without end.
            return Self::parse(&value, unset);
        }
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let dialect = match scheme {
            "postgres" | "postgresql" => Dialect::Postgres,
            "mysql" | "mariadb" => Dialect::MySql,
            "sqlite" => Dialect::Sqlite,
            _ => return Err(UrlError::Scheme(redact(text))),
        };
        if dialect != Dialect::Sqlite && !text.contains("://") {
            return Err(UrlError::Scheme(redact(text)));
        }
        Ok(Self { dialect, text: text.to_owned() })
    }

    /// The dialect that the scheme names.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The whole URL, secret included: for the driver only.
    pub(crate) fn secret(&self) -> &str {
        &self.text
    }

    /// The path of a `sqlite:path` URL; `sqlite://path` is read the same.
    pub fn sqlite_path(&self) -> Option<&str> {
        let rest = self.text.strip_prefix("sqlite:")?;
        Some(rest.strip_prefix("//").unwrap_or(rest))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact(&self.text))
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A variable cannot name another variable.
fn unset(_: &str) -> Option<String> {
    None
}

/// The text with the password of its authority, and every secret-looking parameter, replaced by `***`.
fn redact(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        // A slash may be missing by mistake, and what follows is a secret all the same.
        return match (text.find(':'), text.rfind('@')) {
            (Some(colon), Some(at)) if colon < at && !text.starts_with("sqlite:") => {
                format!("{}:***{}", &text[..colon], &text[at..])
            }
            _ => text.to_owned(),
        };
    };
    let rest = match password(rest) {
        Some(range) => format!("{}***{}", &rest[..range.start], &rest[range.end..]),
        None => rest.to_owned(),
    };
    let (place, query) = rest.split_once('?').map_or((&*rest, None), |(place, query)| (place, Some(query)));
    let query = query.map(|query| {
        let shown: Vec<_> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if is_secret(key) => format!("{key}=***"),
                _ => pair.to_owned(),
            })
            .collect();
        format!("?{}", shown.join("&"))
    });
    format!("{scheme}://{place}{}", query.unwrap_or_default())
}

/// Where the password is in what follows `://`: a raw `/`, `?` or `@` may stand in it, and a port is none.
fn password(rest: &str) -> Option<std::ops::Range<usize>> {
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let user_end = authority.rfind('@');
    let host = &authority[user_end.map_or(0, |at| at + 1)..];
    let is_port = |(_, port): (&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    let is_place = host.starts_with('[') || host.split_once(':').is_none_or(is_port);
    let end = match user_end {
        // No port looks like that: it is still the password.
        _ if !is_place => rest.rfind('@')?,
        Some(at) if authority[..at].contains(':') => rest[..rest.find('?').unwrap_or(rest.len())].rfind('@')?,
        _ => return None,
    };
    let start = rest[..end].find(':')? + 1;
    Some(start..end)
}

fn is_secret(parameter: &str) -> bool {
    let lower = parameter.to_ascii_lowercase();
    ["pass", "pwd", "secret", "token"].iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutation::variants;

    #[test]
    fn a_printed_url_has_no_password_wherever_it_is_broken() {
        let before = [
            "postgres://app",
            "mysql://a/b?c",
            "mariadb:/x",
            "sqlite://u",
            "env:A",
            "https://h/",
            "postgres://h:5432/d?a=b",
        ];
        let after = ["h:5432/shop?sslmode=disable", "[::1]/a@b?x=y&password=Hidden", "/db", "h/?a@b:c@d"];
        let pieces = ["/", "?", "@", ":", "#", "&", "=", "%40", "//", "postgres://", "é", "\0", " "];
        let heads: Vec<String> =
            before.iter().map(|head| (*head).to_owned()).chain(variants(&before, &pieces, 1_500)).collect();
        let tails: Vec<String> = variants(&after, &pieces, 1_500).collect();
        for (head, tail) in heads.iter().zip(after.iter().map(|tail| (*tail).to_owned()).chain(tails)) {
            let tail = tail.replace("Hidden", "");
            // Only a colon behind a user's name begins a password.
            let is_user = |(scheme, user): (&str, &str)| scheme != "sqlite" && !user.contains(['/', '?', '#']);
            if !head.split_once("://").is_some_and(is_user) {
                continue;
            }
            let text = format!("{head}:S3cr/?t@{tail}");
            let shown = match Url::parse(&text, |_| None) {
                Ok(url) => format!("{url} {url:?}"),
                Err(error) => error.to_string(),
            };
            assert!(!shown.contains("S3cr"), "{text}: {shown}");
        }
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        for url in [
            "postgres://app@h:5432/shop?application_name=a@b",
            "mysql://h:3306/d",
            "sqlite:a:b@c.db",
            "postgres://[::1]:5432/a",
        ] {
            assert_eq!(Url::parse(url, |_| None).map(|url| url.to_string()), Ok(url.to_owned()));
        }
        let url =
            Url::parse("postgres://app:a/b?c@h/d?sslpassword=x&sslmode=disable", |_| None).map(|url| url.to_string());
        assert_eq!(url.as_deref(), Ok("postgres://app:***@h/d?sslpassword=***&sslmode=disable"));
    }
}
