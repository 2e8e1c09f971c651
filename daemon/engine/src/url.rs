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
            let value = variable(name).ok_or_else(|| UrlError::Environment(name.to_owned()))?;
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
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let authority_end = rest.find('/').unwrap_or(rest.len());
    // A raw `/` or `@` may stand in a password: the last `@` ends the user part wherever it is.
    let authority = match rest.rfind('@') {
        Some(at) => {
            let user = rest[..at].split(':').next().unwrap_or_default();
            let has_password = rest[..at].contains(':');
            format!("{user}{}{}", if has_password { ":***@" } else { "@" }, &rest[at + 1..])
        }
        None => format!("{}{}", &rest[..authority_end], &rest[authority_end..]),
    };
    let query = query.map(|query| {
        let shown: Vec<_> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if key.to_ascii_lowercase().contains("pass") => format!("{key}=***"),
                _ => pair.to_owned(),
            })
            .collect();
        format!("?{}", shown.join("&"))
    });
    format!("{scheme}://{authority}{}", query.unwrap_or_default())
}
