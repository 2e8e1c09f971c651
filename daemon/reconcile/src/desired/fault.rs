//! How the errors of names, durations and URLs are reported: their codes and hints.

use super::code::Code;
use super::duration::DurationError;
use super::name::NameError;
use super::url::UrlError;
use super::value::Fault;

impl Fault for NameError {
    fn code(&self) -> Code {
        Code::BadName
    }

    fn hint(&self) -> Option<String> {
        Some(Self::hint(self))
    }
}

impl Fault for DurationError {
    fn code(&self) -> Code {
        Code::BadDuration
    }

    fn hint(&self) -> Option<String> {
        let forms = "a duration is a whole number with its unit: `100ms`, `3s`, `20m`, `1h30m`, `30d`";
        Some(match self {
            Self::NoUnit(number) => format!("{forms}; try `{number}s`"),
            _ => forms.to_owned(),
        })
    }
}

impl Fault for UrlError {
    fn code(&self) -> Code {
        match self {
            Self::Password => Code::PasswordInUrl,
            _ => Code::BadUrl,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(Self::hint(self))
    }
}
