//! The configuration file of the daemon: the options of `serve`, written down, and the limits of reviews over HTTP. An option
//! given wins over the file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use schema::sql::LineIndex;
use serde::Deserialize;

use super::remote::RemoteOptions;
use crate::http::{Limits, LimitsFile};
use crate::output::Failure;

/// What a configuration file may say; every key but those of `[review]` is an option of `serve`.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) reference: Option<String>,
    pub(super) state: Option<PathBuf>,
    pub(super) listen: Option<SocketAddr>,
    pub(super) parallel: Option<usize>,
    #[serde(default)]
    pub(super) allow_empty: bool,
    #[serde(default)]
    pub(super) publish_state: bool,
    pub(super) trust: Option<PathBuf>,
    #[serde(default)]
    pub(super) remote: RemoteOptions,
    #[serde(default)]
    review: LimitsFile,
}

impl Config {
    /// Reads the file; what is wrong in it is told with its line and column.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::error(format!("cannot read the configuration `{shown}`: {error}"))
                .hint("`--config` names a TOML file; `groundline serve --help` tells its keys")
        })?;
        Self::parse(&text).map_err(|(place, message)| {
            Failure::error(format!("{shown}:{place}: {message}")).hint(
                "its keys are reference, state, listen, parallel, allow_empty, publish_state, trust; in [remote] token, ca_file, ssh; in [review] \
                 per_minute, burst, largest_body, body_time, at_once, held, time_limit",
            )
        })
    }

    /// The limits of reviews over HTTP.
    pub(super) fn limits(&self) -> Result<Limits, Failure> {
        self.review.limits().map_err(|key| {
            let failure = Failure::error(format!("`{key}` in `[review]` of the configuration is zero"));
            failure.hint("take it out for the default; there is no way to switch reviews off but to let nobody in")
        })
    }

    fn parse(text: &str) -> Result<Self, (String, String)> {
        toml::from_str(text).map_err(|error| {
            let place = LineIndex::new(text).position(error.span().map_or(0, |span| span.start));
            // One line: the parser's own frame would repeat the place.
            (format!("{}:{}", place.line, place.column), error.message().replace('\n', ", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_the_options_say() {
        let config = Config::parse("listen = \"0.0.0.0:80\"\nparallel = 2\n[remote]\ntoken = \"env:TOKEN\"\n");
        let expected = Config {
            listen: Some("0.0.0.0:80".parse().expect("an address")),
            parallel: Some(2),
            remote: RemoteOptions { token: Some("env:TOKEN".to_owned()), ..RemoteOptions::default() },
            ..Config::default()
        };
        assert_eq!(config, Ok(expected));
    }

    #[test]
    fn limits_of_reviews_have_defaults_and_are_above_zero() {
        let limits = |text: &str| Config::parse(text).map(|config| config.limits().map_err(|failure| failure.messages));
        assert_eq!(limits(""), Ok(Ok(Limits::default())));
        assert_ne!(limits("[review]\nper_minute = 6\ntime_limit = \"1m\"\n"), Ok(Ok(Limits::default())));
        let zero = limits("[review]\nbody_time = \"0s\"\n").expect("a duration").expect_err("it is zero");
        assert!(zero[0].contains("`body_time`"), "{zero:?}");
        let (place, message) = Config::parse("[review]\nbody_time = 10\n").expect_err("no unit");
        assert_eq!(place, "2:13");
        assert!(message.contains("string"), "{message}");
    }

    #[test]
    fn what_is_wrong_has_a_place_and_the_valid_keys() {
        let (place, message) = Config::parse("parallel = 2\nlistn = \"x\"\n").expect_err("an unknown key");
        assert_eq!(place, "2:1");
        assert!(message.contains("listn") && message.contains("`listen`"), "{message}");
        assert_eq!(Config::parse("listen = \"here\"\n").expect_err("no address").0, "1:10");
    }
}
