//! `[[check]]` of `policies/rollout.toml`: what must hold of a wave before the next one begins.
//!
//! Not the asking, which the daemon does. Invariant: a check is a query or a gate, never both, and no secret of a gate is in Git.

use std::time::Duration;

use access::WebAddress;

use super::changelist::Check;
use super::changelist_parts::read_expect;
use super::code::Code;
use super::consent::Consentable;
use super::name::Name;
use super::rollout::duration;
use super::section::{Report, Section};
use super::source::quoted;
use super::target::{Origin, Places, Target};
use super::value::Text;
use super::window::{check_environment, check_target, read_patterns};
use crate::window::Pattern;

const SECOND: Duration = Duration::from_secs(1);

/// What must hold of a wave before the next one begins.
#[derive(Clone, Debug)]
pub struct WaveCheck {
    /// What it is called.
    pub name: Name,
    /// Between whose waves; none is all.
    pub environments: Vec<Pattern>,
    /// Of which targets; none is all.
    pub targets: Vec<Pattern>,
    /// What is asked.
    pub asks: Asks,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long after a failure it is asked again.
    pub interval: Duration,
    /// Where it is written.
    pub origin: Origin,
}

/// What a check asks.
#[derive(Clone, Debug)]
pub enum Asks {
    /// A query on each target.
    Query(Check),
    /// A gate over HTTP.
    Gate {
        /// Its address, or `env:NAME`.
        url: String,
        /// Whether it is a POST.
        is_post: bool,
    },
}

impl WaveCheck {
    /// Whether it is asked between the waves of an environment.
    pub fn is_of(&self, environment: &str) -> bool {
        self.environments.is_empty() || self.environments.iter().any(|pattern| pattern.is_match(environment))
    }

    /// Whether a target is asked.
    pub fn is_for(&self, target: &Target) -> bool {
        self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.is_target(target))
    }
}

/// Reads one `[[check]]`.
pub(super) fn read_wave_check(
    mut section: Section<'_>,
    environments: Option<&[Name]>,
    known: &Consentable<'_>,
    report: &mut Report,
) -> Option<WaveCheck> {
    let name = section.require("name", report).and_then(|value| value.string("\"orders\"", report));
    let name = name.and_then(|text| text.parse(Name::parse, report));
    let of = read_patterns(section.take("environments"), "[\"prod\"]", report, |text, pattern, report| {
        check_environment(text, pattern, environments, report);
    });
    let targets = read_patterns(section.take("targets"), "[\"shop-*\"]", report, |text, pattern, report| {
        check_target(text, pattern, known, report);
    });
    let asks = read_asks(&mut section, report);
    let mut within = |key, most, default: Duration, report: &mut Report| {
        let is_there = section.peek(key).is_some();
        duration(&mut section, key, SECOND..=most, report).or((!is_there).then_some(default))
    };
    let timeout = within("timeout", 600 * SECOND, 10 * SECOND, report);
    let interval = within("interval", 86_400 * SECOND, 30 * SECOND, report);
    let origin = Places::of(&section, None).origin();
    section.finish(report);
    Some(WaveCheck {
        name: name?,
        environments: of?,
        targets: targets?,
        asks: asks?,
        timeout: timeout?,
        interval: interval?,
        origin,
    })
}

fn read_asks(section: &mut Section<'_>, report: &mut Report) -> Option<Asks> {
    let (query, expect) = (section.take("query"), section.take("expect"));
    let (url, method) = (section.take("url"), section.take("method"));
    match (query, expect, url, method) {
        (Some(query), Some(expect), None, None) => {
            let query = query.string("\"SELECT …\"", report);
            let (query, expect) = (query?, read_expect(&expect, report)?);
            let origin = Places::of(section, Some(&query)).origin();
            Some(Asks::Query(Check {
                is_after: true,
                query: query.text.trim().to_owned(),
                expect,
                message: None,
                origin,
            }))
        }
        (None, None, Some(url), method) => {
            let url = url.string("\"env:GATE_URL\"", report).and_then(|text| read_url(&text, report));
            let words = [("GET", false), ("POST", true)];
            let is_post = method.map(|value| value.string("\"POST\"", report)?.choose(&words, report));
            Some(Asks::Gate { url: url?, is_post: is_post.unwrap_or(Some(false))? })
        }
        (Some(query), None, None, None) => {
            report.push(query.at_key(Code::MissingKey, "there is no `expect` beside `query`").hint("write expect = 0"));
            None
        }
        (None, None, None, None) => {
            let hint = "write `query` and `expect`, or `url`";
            report.push(section.error(Code::MissingKey, "`[[check]]` asks nothing").hint(hint));
            None
        }
        (Some(value), ..) | (_, Some(value), ..) | (_, _, _, Some(value)) => {
            let message = "`[[check]]` is a query and a gate at once, or half of one";
            let hint = "`query` and `expect` are for a query, `url` and `method` for a gate: write two checks";
            report.push(value.at_key(Code::BadValue, message).hint(hint));
            None
        }
    }
}

fn read_url(text: &Text<'_>, report: &mut Report) -> Option<String> {
    if text.text.starts_with("env:") && text.text.len() > 4 {
        return Some(text.text.to_owned());
    }
    match WebAddress::parse(text.text) {
        Ok(_) => Some(text.text.to_owned()),
        Err(error) => {
            let message = format!("`url`: {} cannot be asked: {error}", quoted(text.text));
            let hint = "write https://HOST/PATH, or env:NAME for one that is not to be read in Git";
            report.push(text.error(Code::BadUrl, message).hint(hint));
            None
        }
    }
}
