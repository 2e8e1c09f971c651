//! `access/people.toml`: people, groups, service accounts, their tokens, and the issuers whose word is taken.
//!
//! Not the judging of a token, which is in `access`. Invariant: every account, key, address and hash is one's alone, and no
//! secret stands in the file.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use access::{
    Account, Group, IssuedToken, Issuer, Moment, Pattern, People, Person, Scope, SigningKey, TokenHash, Trust,
};

use super::code::Code;
use super::end::read_end;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::people_keys::{GROUP, PERSON, SERVICE_ACCOUNT, TOKEN, TRUST};
use super::section::{Report, Section, document};
use super::shape::{Absent, Key, Shape};
use super::source::{Source, quoted};
use super::value::{Text, Value};

const fn list(name: &'static str) -> Key {
    Key { name, kind: "list of tables", default: Absent::Value("[]"), example: "[]", about: "" }
}

/// The top of the file; its tables are the reference's own sections.
static FILE: Shape = Shape {
    file: "access/people.toml",
    header: "",
    about: "",
    keys: &[list("person"), list("group"), list("service-account"), list("token"), list("trust")],
    later: &[],
};

/// Reads `access/people.toml`.
pub(super) fn read_people(source: &Source, report: &mut Report) -> People {
    let read = |mut top: Section<'_>, report: &mut Report| {
        let mut reading = Reading::default();
        let mut each = |key: &str, shape, report: &mut Report, read: fn(&mut Reading, Section<'_>, &mut Report)| {
            let sections = top.take(key).map(|value| value.tables(shape, report)).unwrap_or_default();
            sections.into_iter().for_each(|section| read(&mut reading, section, report));
        };
        each("person", &PERSON, report, Reading::person);
        each("service-account", &SERVICE_ACCOUNT, report, Reading::service_account);
        each("group", &GROUP, report, Reading::group);
        each("token", &TOKEN, report, Reading::token);
        each("trust", &TRUST, report, Reading::trust);
        top.finish(report);
        reading.people
    };
    document(source, &FILE, report, read).unwrap_or_default()
}

/// What was read so far, and whose each thing is.
#[derive(Default)]
struct Reading {
    people: People,
    keys: BTreeMap<SigningKey, String>,
    emails: BTreeMap<String, String>,
    logins: BTreeMap<String, String>,
}

impl Reading {
    fn person(&mut self, mut section: Section<'_>, report: &mut Report) {
        let name = self.new_account(&mut section, report);
        let owner = name.clone().unwrap_or_default();
        let emails = section.take("emails").and_then(|value| value.strings("[\"ada@example.com\"]", report));
        let emails = emails.unwrap_or_default();
        emails.iter().for_each(|text| self.email(text, &owner, report));
        let keys = section.take("keys").and_then(|value| value.strings("[\"ssh-ed25519 AAAA…\"]", report));
        let keys = keys.unwrap_or_default();
        let read: Vec<_> = keys.iter().filter_map(|text| self.key(text, &owner, report)).collect();
        let logins = section.take("logins").and_then(|value| value.strings("[\"github:ada\"]", report));
        let logins = logins.unwrap_or_default();
        let logins: Vec<_> = logins.iter().filter_map(|text| self.login(text, &owner, report)).collect();
        section.finish(report);
        let emails = emails.iter().map(|text| text.text.to_owned()).collect();
        self.people.accounts.extend(name.map(|name| (name, Account::Person(Person { emails, keys: read, logins }))));
    }

    fn service_account(&mut self, mut section: Section<'_>, report: &mut Report) {
        let name = self.new_account(&mut section, report);
        section.finish(report);
        self.people.accounts.extend(name.map(|name| (name, Account::Service)));
    }

    fn new_account(&self, section: &mut Section<'_>, report: &mut Report) -> Option<String> {
        let text = section.require("name", report).and_then(|value| value.string("\"ada\"", report))?;
        let name = text.parse(Name::parse, report)?.to_string();
        if self.people.accounts.contains_key(&name) {
            report.push(text.error(Code::DuplicateName, format!("the account `{name}` is already there")));
            return None;
        }
        Some(name)
    }

    fn email(&mut self, text: &Text<'_>, owner: &str, report: &mut Report) {
        let is_address = text.text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty());
        if !is_address || text.text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            let message = format!("{} is no address", quoted(text.text));
            report.push(
                text.error(Code::BadValue, message).hint("write it as in the commits, such as \"ada@example.com\""),
            );
        } else if let Some(other) = self.emails.insert(text.text.to_lowercase(), owner.to_owned()) {
            let message = format!("{} is already an address of `{other}`", quoted(text.text));
            report.push(text.error(Code::DuplicateName, message));
        }
    }

    fn login(&mut self, text: &Text<'_>, owner: &str, report: &mut Report) -> Option<String> {
        let login = text.text.to_lowercase();
        let is_login = login.split_once(':').is_some_and(|(forge, name)| !forge.is_empty() && !name.is_empty());
        if !is_login || login.contains(|c: char| c.is_whitespace() || c.is_control()) {
            let message = format!("{} is no account of a forge", quoted(text.text));
            report
                .push(text.error(Code::BadValue, message).hint("write the forge and the name, such as \"github:ada\""));
            return None;
        }
        if let Some(other) = self.logins.insert(login.clone(), owner.to_owned()) {
            let message = format!("{} is already an account of `{other}`", quoted(text.text));
            report.push(text.error(Code::DuplicateName, message));
        }
        Some(login)
    }

    fn key(&mut self, text: &Text<'_>, owner: &str, report: &mut Report) -> Option<SigningKey> {
        match SigningKey::parse(text.text) {
            Ok(key) => {
                if let Some(other) = self.keys.insert(key.clone(), owner.to_owned()) {
                    let hint = "a key tells people apart: each has keys of their own, and each key stands once";
                    report.push(
                        text.error(Code::DuplicateName, format!("this is already a key of `{other}`")).hint(hint),
                    );
                }
                Some(key)
            }
            Err(error) => {
                let hint = "write the line of the `.pub` file: `ssh-ed25519 AAAA… comment`";
                report.push(text.error(Code::BadKey, format!("`keys`: {error}")).hint(hint).without_excerpt());
                None
            }
        }
    }

    fn group(&mut self, mut section: Section<'_>, report: &mut Report) {
        let text = section.require("name", report).and_then(|value| value.string("\"dba\"", report));
        let name = text.as_ref().and_then(|text| text.parse(Name::parse, report)).map(|name| name.to_string());
        let members = section.require("members", report).and_then(|value| value.strings("[\"ada\"]", report));
        let members = members.unwrap_or_default();
        let members = members.iter().filter_map(|text| self.account(text, report)).collect();
        section.finish(report);
        let (Some(text), Some(name)) = (text, name) else { return };
        if self.people.groups.contains_key(&name) {
            report.push(text.error(Code::DuplicateName, format!("the group `{name}` is already there")));
        }
        self.people.groups.insert(name, Group { members });
    }

    fn token(&mut self, mut section: Section<'_>, report: &mut Report) {
        let account = self.account_of(&mut section, report);
        let hash = section.require("hash", report).and_then(|value| value.string("\"sha256:…\"", report));
        let hash = hash.and_then(|text| self.hash(&text, report));
        let (scopes, targets) = (read_scopes(&mut section, report), read_targets(&mut section, report));
        let expires = section.require("expires", report).and_then(|value| read_end(&value, report)).map(moment);
        section.finish(report);
        let token =
            || Some(IssuedToken { account: account?, hash: hash?, scopes: scopes?, targets, expires: expires? });
        self.people.tokens.extend(token());
    }

    fn hash(&self, text: &Text<'_>, report: &mut Report) -> Option<TokenHash> {
        let hint = "`groundline token new NAME` makes a token and prints these lines; only its hash is committed";
        match TokenHash::parse(text.text) {
            Ok(hash) => {
                if self.people.tokens.iter().any(|token| token.hash == hash) {
                    report.push(text.error(Code::DuplicateName, "this token is already there").hint(hint));
                    return None;
                }
                Some(hash)
            }
            Err(access::HashError::Secret) => {
                let message = "`hash` is a token, which is a secret, and not its hash";
                let hint = format!("the token is known to others now: take it out and make another; {hint}");
                report.push(text.error(Code::SecretInGit, message).hint(hint).without_excerpt());
                None
            }
            Err(error @ access::HashError::Form) => {
                report.push(text.error(Code::BadValue, format!("`hash`: {error}")).hint(hint).without_excerpt());
                None
            }
        }
    }

    fn trust(&mut self, mut section: Section<'_>, report: &mut Report) {
        let text = section.require("account", report).and_then(|value| value.string("\"ci-shop\"", report));
        let account = text.as_ref().and_then(|text| self.account(text, report));
        if let (Some(text), Some(name)) = (&text, &account)
            && !matches!(self.people.accounts.get(name), Some(Account::Service))
        {
            let message = format!("`{name}` is a person, and a workload is let in as a service account");
            report.push(text.error(Code::BadValue, message).hint("name one of `[[service-account]]`"));
        }
        let issuer = section.require("issuer", report).and_then(|value| value.string("\"https://…\"", report));
        let issuer = issuer.and_then(|text| read_issuer(&text, report));
        let audience = section.require("audience", report).and_then(|value| value.string("\"groundline\"", report));
        let audience = audience.and_then(|text| not_empty(&text, report)).map(str::to_owned);
        let subject = section.take("subject").and_then(|value| value.string("\"repo:acme/shop:*\"", report));
        let subject = subject.and_then(|text| not_empty(&text, report)).map(Pattern::new);
        let claims = section.take("claims").map(|value| read_claims(&value, report)).unwrap_or_default();
        if !subject.iter().chain(claims.values()).any(Pattern::demands) {
            let message = "`[[trust]]` demands nothing of a token, so every job at the issuer would be let in";
            let hint = "write a `subject` or `claims` that only your jobs have";
            report.push(section.error(Code::MissingKey, message).hint(hint));
        }
        let (scopes, targets) = (read_scopes(&mut section, report), read_targets(&mut section, report));
        section.finish(report);
        let trust = || {
            let (account, issuer, audience, scopes) = (account?, issuer?, audience?, scopes?);
            Some(Trust { account, issuer, audience, subject, claims, scopes, targets })
        };
        self.people.trusts.extend(trust());
    }

    fn account_of(&self, section: &mut Section<'_>, report: &mut Report) -> Option<String> {
        let text = section.require("account", report).and_then(|value| value.string("\"ci-shop\"", report))?;
        self.account(&text, report)
    }

    /// Reads the name of an account that must be known.
    fn account(&self, text: &Text<'_>, report: &mut Report) -> Option<String> {
        if self.people.accounts.contains_key(text.text) {
            return Some(text.text.to_owned());
        }
        let names = || self.people.accounts.keys().map(String::as_str);
        let message = format!("unknown account {}{}", quoted(text.text), did_you_mean(text.text, names()));
        let hint = short_list(names()).map(|list| format!("the accounts are {list}"));
        let hint = hint.unwrap_or_else(|| "write a `[[person]]` or a `[[service-account]]` of that name".to_owned());
        report.push(text.error(Code::UnknownAccount, message).hint(hint));
        None
    }
}

fn read_scopes(section: &mut Section<'_>, report: &mut Report) -> Option<BTreeSet<Scope>> {
    let value = section.require("scopes", report)?;
    let texts = value.strings("[\"review\"]", report)?;
    if texts.is_empty() {
        report.push(value.error(Code::BadValue, "`scopes` is empty, so it may be used for nothing"));
    }
    let words = Scope::ALL.map(|scope| (scope.name(), scope));
    Some(texts.iter().filter_map(|text| text.choose(&words, report)).collect())
}

/// Reads the targets that may be named; a target that is not there yet is no error, because members of sets come and go.
fn read_targets(section: &mut Section<'_>, report: &mut Report) -> Option<Vec<Pattern>> {
    let value = section.take("targets")?;
    let texts = value.strings("[\"shop-*\"]", report)?;
    if texts.is_empty() {
        let hint = "take it out for every target";
        report.push(value.error(Code::BadValue, "`targets` is empty, so no target may be named").hint(hint));
    }
    Some(texts.iter().map(|text| Pattern::new(text.text)).collect())
}

fn read_issuer(text: &Text<'_>, report: &mut Report) -> Option<Issuer> {
    let parsed = Issuer::parse(text.text);
    if let Err(error) = &parsed {
        let hint =
            "write what the claim `iss` of its tokens says, such as \"https://token.actions.githubusercontent.com\"";
        report.push(text.error(Code::BadUrl, format!("`issuer`: {error}")).hint(hint));
    }
    parsed.ok()
}

fn not_empty<'s>(text: &Text<'s>, report: &mut Report) -> Option<&'s str> {
    if text.text.is_empty() {
        report.push(text.error(Code::BadValue, format!("{} is empty", quoted(text.key))));
        return None;
    }
    Some(text.text)
}

fn read_claims(value: &Value<'_>, report: &mut Report) -> BTreeMap<String, Pattern> {
    let mut claims = BTreeMap::new();
    for entry in value.entries("{ ref = \"refs/heads/*\" }", report).unwrap_or_default() {
        let pattern = entry.scalar("\"refs/heads/*\"", report);
        let key = entry.key();
        if ["iss", "aud", "sub", "exp", "nbf", "iat"].contains(&key.text) {
            let message = format!("`{}` is judged anyway", key.text);
            let hint = "`issuer`, `audience` and `subject` say what they are; times are always kept";
            report.push(key.error(Code::UnknownKey, message).hint(hint));
        }
        claims.extend(pattern.map(|pattern| (key.text.to_owned(), Pattern::new(pattern))));
    }
    claims
}

/// Whole seconds since 1970.
fn moment(time: SystemTime) -> Moment {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Moment(i64::try_from(seconds).unwrap_or(i64::MAX))
}
