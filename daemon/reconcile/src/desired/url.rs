//! Where a target's database is, as Git says it: `env:NAME`, `sqlite:PATH`, `postgres://…` without a password.
//!
//! Not a connection. Invariant: no password comes from Git, and none is ever printed.

use std::fmt;
use std::path::Path;

use schema::Dialect;

use super::name::Name;
use super::redact::{password, redact};

/// The URL of a database, possibly with its password; printing it hides the password.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DatabaseUrl {
    engine: Dialect,
    text: String,
}

/// Where a database is, as a settings file says it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetUrl {
    /// The URL is the value of an environment variable.
    Env {
        /// The variable.
        name: String,
        /// What stands for `{id}` in its value, for a target of a target set.
        id: Option<Name>,
    },
    /// The URL stands in the file; it has no password.
    Literal(DatabaseUrl),
}

/// Why a text is not a database URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// There is nothing.
    #[error("the URL is empty")]
    Empty,
    /// The scheme is not known.
    #[error("`{0}` is no database URL")]
    Scheme(String),
    /// `env:` is not followed by the name of a variable.
    #[error("`env:{0}` does not name an environment variable")]
    Variable(String),
    /// A password stands in a file.
    #[error("the URL contains a password, and Git keeps it for ever")]
    Password,
    /// A database in memory.
    #[error("a SQLite database in memory is gone when its connection closes, so it cannot be a target")]
    Memory,
    /// The form is broken; the text says where.
    #[error("{0}")]
    Form(String),
}

/// Why a URL is not known in the end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// The variable is not set.
    #[error("the environment variable `{0}` is not set")]
    Unset(String),
    /// The variable's value refers to another variable.
    #[error("the environment variable `{0}` holds `env:` again; it must hold the URL itself")]
    Nested(String),
    /// The template of a target set has no place for the id.
    #[error("the environment variable `{0}` is the URL template of a target set and has no `{{id}}`")]
    NoId(String),
    /// The variable's value is no URL.
    #[error("the environment variable `{0}` holds no database URL")]
    Value(String, #[source] UrlError),
}

impl DatabaseUrl {
    /// Reads a URL, which may have a password.
    ///
    /// # Errors
    /// An unknown scheme or a broken form.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        let (scheme, rest) = text.split_once(':').ok_or_else(|| UrlError::Scheme(redact(text)))?;
        let engine = match scheme {
            "postgres" | "postgresql" => Dialect::Postgres,
            "mysql" | "mariadb" => Dialect::MySql,
            "sqlite" => Dialect::Sqlite,
            _ => return Err(UrlError::Scheme(redact(text))),
        };
        match engine {
            Dialect::Sqlite => check_sqlite(rest)?,
            Dialect::Postgres | Dialect::MySql => check_server(scheme, rest)?,
        }
        Ok(Self { engine, text: text.to_owned() })
    }

    /// The engine that the scheme names.
    pub const fn engine(&self) -> Dialect {
        self.engine
    }

    /// The whole URL, password included: for the database door only.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The path of a SQLite database.
    pub fn sqlite_path(&self) -> Option<&str> {
        self.text.strip_prefix("sqlite:").map(without_slashes)
    }

    /// The same database, its relative SQLite path counted from `base`.
    fn below(self, base: &Path) -> Self {
        match self.sqlite_path() {
            Some(path) => Self { text: format!("sqlite:{}", base.join(path).display()), engine: self.engine },
            None => self,
        }
    }
}

impl TargetUrl {
    /// Reads what a settings file says.
    ///
    /// # Errors
    /// As `DatabaseUrl::parse`; also a password, and an `env:` without the name of a variable.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if let Some(name) = text.strip_prefix("env:") {
            return match is_variable(name) {
                true => Ok(Self::Env { name: name.to_owned(), id: None }),
                false => Err(UrlError::Variable(redact(name))),
            };
        }
        match has_password(text) {
            true => Err(UrlError::Password),
            false => DatabaseUrl::parse(text).map(Self::Literal),
        }
    }

    /// The engine, where the URL itself says it.
    pub const fn engine(&self) -> Option<Dialect> {
        match self {
            Self::Env { .. } => None,
            Self::Literal(url) => Some(url.engine),
        }
    }

    /// Whether the URL itself has a place for the id of a target set; what a variable holds is not known here.
    pub(super) fn has_id(&self) -> bool {
        match self {
            Self::Env { .. } => true,
            Self::Literal(url) => url.text.contains("{id}"),
        }
    }

    /// The URL for one id of a target set.
    pub(super) fn for_id(&self, id: &Name) -> Self {
        match self {
            Self::Env { name, .. } => Self::Env { name: name.clone(), id: Some(id.clone()) },
            Self::Literal(url) => {
                Self::Literal(DatabaseUrl { engine: url.engine, text: url.text.replace("{id}", id.as_str()) })
            }
        }
    }

    /// The URL in the end: variables are looked up with `variable`, a relative SQLite path counts from `base`.
    ///
    /// # Errors
    /// A variable that is not set or holds no URL.
    pub fn resolve(&self, variable: impl Fn(&str) -> Option<String>, base: &Path) -> Result<DatabaseUrl, ResolveError> {
        let url = match self {
            Self::Literal(url) => url.clone(),
            Self::Env { name, id } => {
                let value = variable(name).filter(|value| !value.trim().is_empty());
                let value = value.ok_or_else(|| ResolveError::Unset(name.clone()))?;
                let value = value.trim();
                if value.starts_with("env:") {
                    return Err(ResolveError::Nested(name.clone()));
                }
                let text = match id {
                    Some(id) if value.contains("{id}") => value.replace("{id}", id.as_str()),
                    Some(_) => return Err(ResolveError::NoId(name.clone())),
                    None => value.to_owned(),
                };
                DatabaseUrl::parse(&text).map_err(|error| ResolveError::Value(name.clone(), error))?
            }
        };
        Ok(url.below(base))
    }
}

impl UrlError {
    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Password => {
                "keep the URL in an environment variable of the daemon and write `env:NAME`; the password \
                               that was committed is known to others now: change it"
                    .to_owned()
            }
            Self::Scheme(text) if text.starts_with(['$', '%']) => {
                match text.trim_matches(['$', '{', '}', '%', '(', ')']) {
                    name if is_variable(name) => format!("write `env:{name}`"),
                    _ => FORMS.to_owned(),
                }
            }
            Self::Variable(name) => match name.trim().trim_matches(['$', '{', '}', '%']) {
                trimmed if is_variable(trimmed) => format!("write `env:{trimmed}`"),
                _ => "a variable has ASCII letters, digits and `_`, and does not begin with a digit".to_owned(),
            },
            Self::Memory => "name a file: `sqlite:shop.db`".to_owned(),
            Self::Empty | Self::Scheme(_) | Self::Form(_) => FORMS.to_owned(),
        }
    }
}

const FORMS: &str = "write `env:NAME`, `sqlite:PATH` or `postgres://USER@HOST:PORT/DATABASE`";

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact(&self.text))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for TargetUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env { name, .. } => write!(f, "env:{name}"),
            Self::Literal(url) => url.fmt(f),
        }
    }
}

impl fmt::Debug for TargetUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn is_variable(name: &str) -> bool {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn without_slashes(rest: &str) -> &str {
    rest.strip_prefix("//").unwrap_or(rest)
}

fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let parameters = rest.split_once('?').map_or("", |(_, query)| query);
    let names = parameters.split('&').map(|pair| pair.split('=').next().unwrap_or_default().to_ascii_lowercase());
    let names_one = |name: String| matches!(name.as_str(), "password" | "sslpassword" | "passwd" | "pwd");
    password(rest).is_some() || names.into_iter().any(names_one)
}

fn check_sqlite(rest: &str) -> Result<(), UrlError> {
    let path = without_slashes(rest);
    match path {
        "" => Err(UrlError::Form("`sqlite:` is not followed by the path of a file".to_owned())),
        ":memory:" => Err(UrlError::Memory),
        path if path.starts_with("file:") || path.contains('?') => {
            Err(UrlError::Form("a SQLite URL is a plain path, without options".to_owned()))
        }
        path if path.chars().any(char::is_control) => {
            Err(UrlError::Form("the path has a control character".to_owned()))
        }
        _ => Ok(()),
    }
}

fn check_server(scheme: &str, rest: &str) -> Result<(), UrlError> {
    let Some(rest) = rest.strip_prefix("//") else {
        return Err(UrlError::Form(format!("`{scheme}:` is not followed by `//`")));
    };
    if rest.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(UrlError::Form("the URL has a space or control character; write it as `%20`".to_owned()));
    }
    let host_begins = match password(rest) {
        Some(range) => range.end + 1,
        None => rest[..rest.find(['/', '?']).unwrap_or(rest.len())].rfind('@').map_or(0, |at| at + 1),
    };
    let place = &rest[host_begins..];
    let host = &place[..place.find(['/', '?']).unwrap_or(place.len())];
    if host.is_empty() && !rest.contains("host=") {
        return Err(UrlError::Form("the URL names no host".to_owned()));
    }
    let port = host.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
    match port.map(str::parse::<u16>) {
        Some(Err(_)) if port != Some("{id}") => Err(UrlError::Form("the port is no number from 0 to 65535".to_owned())),
        _ => Ok(()),
    }
}
