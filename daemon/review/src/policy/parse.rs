//! Reads a policy from TOML.
//!
//! Not where it comes from: what it extends is asked of the caller, by path.
//!
//! Invariant: whatever the text, there is a policy or every error with its place; a circle of files ends.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schema::sql::LineIndex;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{PolicyError, PolicyFault, PolicyFaults};
use super::parameters::Held;
use super::size::{self, Bounds};
use super::{Layer, PACKS, Policy, Scope, Setting};
use crate::finding::Level;
use crate::rule::{Parameter, Rule, Value as Kind};
use crate::rules;

/// Finds the text of a file by its path, or says why there is none.
pub(super) type Find<'f> = &'f dyn Fn(&str) -> Result<String, String>;

/// The keys of a policy.
const KEYS: [&str; 6] = ["extends", "rules", "environment", "path", "target", "size"];
/// The keys of a class of tables.
const SIZE_KEYS: [&str; 3] = ["rows", "bytes", "rules"];

/// Reads the policy of a path.
pub(super) fn policy(path: &str, text: &str, find: Find<'_>) -> Result<Policy, PolicyFaults> {
    let mut chain = Chain { find, trail: vec![path.to_owned()], known: BTreeMap::new(), faults: Vec::new() };
    let policy = chain.read(path, text);
    match chain.faults.is_empty() {
        true => Ok(policy),
        false => {
            chain.faults.sort_by_key(|fault| (fault.path != path, fault.path.clone(), fault.span.start));
            Err(PolicyFaults(chain.faults))
        }
    }
}

/// The files that are being read, each because the one before extends it.
struct Chain<'f> {
    find: Find<'f>,
    trail: Vec<String>,
    known: BTreeMap<String, Policy>,
    faults: Vec<PolicyFault>,
}

impl Chain<'_> {
    fn read(&mut self, path: &str, text: &str) -> Policy {
        let mut reading = Reading { path, lines: LineIndex::new(text), faults: Vec::new() };
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            reading.fault(error.span().unwrap_or(0..0), PolicyError::Toml(message));
        }
        let policy = if errors.is_empty() { self.table(document.get_ref(), &mut reading) } else { Policy::default() };
        self.faults.append(&mut reading.faults);
        policy
    }

    fn table(&mut self, table: &DeTable<'_>, reading: &mut Reading<'_>) -> Policy {
        let mut policy = match table.get("extends") {
            Some(value) => self.extended(value, reading),
            None => Policy::default(),
        };
        if let Some(value) = table.get("rules") {
            policy.layers.extend(reading.layer(Scope::Everywhere, "rules", value));
        }
        for (key, scope) in
            [("environment", Scope::Environment as fn(_) -> _), ("path", Scope::Path), ("target", Scope::Target)]
        {
            for (name, inner) in reading.entries(table, key) {
                reading.keys(inner, &format!("[{key}.{name}]"), &["rules"]);
                match inner.get("rules") {
                    Some(value) => {
                        policy.layers.extend(reading.layer(scope(name.clone()), &format!("{key}.{name}.rules"), value));
                    }
                    None => reading.wrong(0..0, &format!("{key}.{name}"), "a table with `rules`"),
                }
            }
        }
        reading.sizes(table, &mut policy);
        reading.keys(table, "a review policy", &KEYS);
        policy
    }

    /// What the policy starts from.
    fn extended(&mut self, value: &Spanned<DeValue<'_>>, reading: &mut Reading<'_>) -> Policy {
        let mut policy = Policy { own_levels: false, ..Policy::default() };
        let wanted = "a list of packs and files, such as [\"groundline:default\", \"base.toml\"]";
        let Some(names) = value.get_ref().as_array() else {
            reading.wrong(value.span(), "extends", wanted);
            return policy;
        };
        for name in names.iter() {
            let Some(text) = name.get_ref().as_str() else {
                reading.wrong(name.span(), "extends", wanted);
                continue;
            };
            match self.base(text, reading.path) {
                Ok(base) => policy.extend(base),
                Err(error) => reading.fault(name.span(), error),
            }
        }
        policy
    }

    /// A pack, or a file beside the one that names it.
    fn base(&mut self, name: &str, from: &str) -> Result<Policy, PolicyError> {
        let bare = name.strip_prefix("groundline:").unwrap_or(name);
        if PACKS.iter().any(|(known, _)| *known == bare) {
            return Policy::pack(bare);
        }
        if !name.ends_with(".toml") {
            return Err(PolicyError::unknown_pack(name));
        }
        let path = beside(from, name).ok_or_else(|| PolicyError::Unreadable {
            path: name.to_owned(),
            reason: "the path leaves the folder that policies may be in".to_owned(),
        })?;
        if let Some(first) = self.trail.iter().position(|one| *one == path) {
            let circle: Vec<_> = self.trail[first..].iter().chain([&path]).map(|one| format!("`{one}`")).collect();
            return Err(PolicyError::Circle(circle.join(" → ")));
        }
        if let Some(known) = self.known.get(&path) {
            return Ok(known.clone());
        }
        let unreadable = |reason| PolicyError::Unreadable { path: path.clone(), reason };
        let text = (self.find)(&path).map_err(unreadable)?;
        self.trail.push(path.clone());
        let policy = self.read(&path, text.strip_prefix('\u{feff}').unwrap_or(&text));
        self.trail.pop();
        self.known.insert(path, policy.clone());
        Ok(policy)
    }
}

/// The path of a file that is named beside another; none where it leads above the root.
fn beside(from: &str, name: &str) -> Option<String> {
    let is_absolute = name.starts_with('/');
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start = if is_absolute { "" } else { folder };
    let root = if is_absolute || folder.starts_with('/') || from.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(name.split('/')) {
        match part {
            "" | "." => {}
            // A path that starts above is kept as it is written.
            ".." if parts.last().is_none_or(|last| *last == "..") && from.starts_with("../") => parts.push(".."),
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(format!("{root}{}", parts.join("/")))
}

/// One file while it is read.
struct Reading<'t> {
    path: &'t str,
    lines: LineIndex<'t>,
    faults: Vec<PolicyFault>,
}

impl Reading<'_> {
    fn fault(&mut self, span: Range<usize>, error: PolicyError) {
        self.faults.push(PolicyFault::new(self.path, &self.lines, span, error));
    }

    fn wrong(&mut self, span: Range<usize>, key: &str, wanted: &str) {
        self.fault(span, PolicyError::wrong(key, wanted));
    }

    /// Reports the keys that are not known.
    fn keys(&mut self, table: &DeTable<'_>, of: &str, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            self.fault(key.span(), PolicyError::unknown_key(key.get_ref(), of, known));
        }
    }

    /// The tables below a key, by their names in the order of the file.
    fn entries<'a, 'i>(&mut self, table: &'a DeTable<'i>, key: &str) -> Vec<(String, &'a DeTable<'i>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(inner) = value.get_ref().as_table() else {
            self.wrong(value.span(), key, "a table");
            return Vec::new();
        };
        let mut entries: Vec<_> = inner.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        let mut found = Vec::new();
        for (name, value) in entries {
            match value.get_ref().as_table() {
                Some(table) => found.push((name.get_ref().to_string(), table)),
                None => self.wrong(value.span(), &format!("{key}.{}", name.get_ref()), "a table"),
            }
        }
        found
    }

    /// Classes of tables: their bounds, and what holds for them, in the order of the file.
    fn sizes(&mut self, table: &DeTable<'_>, policy: &mut Policy) {
        let mut layers = Vec::new();
        for (name, inner) in self.entries(table, "size") {
            let key = format!("size.{name}");
            self.keys(inner, &format!("[{key}]"), &SIZE_KEYS);
            let rows = self.bound(inner, &key, "rows", size::rows, "a number of rows");
            let bytes = self.bound(inner, &key, "bytes", size::bytes, "a number of bytes, or a text such as \"10GB\"");
            match (rows.or(bytes), policy.sizes.get(&name)) {
                (Some(_), _) => drop(policy.sizes.insert(name.clone(), Bounds { rows, bytes })),
                (None, Some(_)) => {}
                (None, None) => self.fault(place(table, &["size", &name]), PolicyError::NoBound(name.clone())),
            }
            if let Some(value) = inner.get("rules") {
                layers.extend(self.layer(Scope::Size(name.clone()), &format!("{key}.rules"), value));
            }
        }
        policy.layers.extend(layers);
    }

    fn bound(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        name: &str,
        read: fn(&DeValue<'_>) -> Option<u64>,
        wanted: &str,
    ) -> Option<u64> {
        let value = table.get(name)?;
        let bound = read(value.get_ref());
        if bound.is_none() {
            self.wrong(value.span(), &format!("{key}.{name}"), wanted);
        }
        bound
    }

    fn layer(&mut self, scope: Scope, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Layer> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value.span(), key, "a table of rules");
            return None;
        };
        let mut rules = BTreeMap::new();
        let mut named = BTreeSet::new();
        for (code, value) in table {
            let called = rules::called(code.get_ref());
            if called.is_empty() {
                self.fault(code.span(), PolicyError::unknown_rule(code.get_ref()));
            }
            for rule in called {
                let setting = self.setting(rule, &format!("{key}.{}", code.get_ref()), value);
                // Its own code is nearer to a rule than an alias that stands for several.
                if rule.code == code.get_ref().as_ref() || !named.contains(rule.code) {
                    rules.insert(rule.code, setting);
                }
                if rule.code == code.get_ref().as_ref() {
                    named.insert(rule.code);
                }
            }
        }
        Some(Layer { scope, rules })
    }

    /// `CODE = "level"`, or a table with the level and parameters.
    fn setting(&mut self, rule: &'static Rule, key: &str, value: &Spanned<DeValue<'_>>) -> Setting {
        let mut setting = Setting::default();
        if value.get_ref().is_str() {
            setting.level = self.level(key, value);
            return setting;
        }
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value.span(), key, "a level, or a table with level and parameters");
            return setting;
        };
        for (name, value) in table {
            let key = format!("{key}.{}", name.get_ref());
            if name.get_ref() == "level" {
                setting.level = self.level(&key, value);
                continue;
            }
            match rule.parameters.iter().find(|parameter| parameter.name == name.get_ref()) {
                None => self.fault(name.span(), PolicyError::unknown_parameter(rule, name.get_ref())),
                Some(parameter) => match held(parameter, value.get_ref()) {
                    Ok(held) => drop(setting.parameters.insert(parameter.name, held)),
                    Err(wanted) => self.wrong(value.span(), &key, &wanted),
                },
            }
        }
        setting
    }

    fn level(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Level> {
        let level = value.get_ref().as_str().and_then(Level::parse);
        if level.is_none() {
            self.wrong(value.span(), key, "one of `off`, `notice`, `warning`, `error`");
        }
        level
    }
}

/// Where the key at the end of a way stands.
fn place(table: &DeTable<'_>, way: &[&str]) -> Range<usize> {
    let (Some((first, rest)), true) = (way.split_first(), !way.is_empty()) else { return 0..0 };
    let Some((key, value)) = table.get_key_value(*first) else { return 0..0 };
    match (rest.is_empty(), value.get_ref().as_table()) {
        (false, Some(inner)) => place(inner, rest),
        _ => key.span(),
    }
}

/// The value of a parameter, or what it must be.
fn held(parameter: &Parameter, value: &DeValue<'_>) -> Result<Held, String> {
    let wrong = |wanted: &str| wanted.to_owned();
    match parameter.default {
        Kind::Number(_) => {
            let number = value.as_integer().and_then(|one| i64::from_str_radix(one.as_str(), one.radix()).ok());
            number.map(Held::Number).ok_or_else(|| wrong("a whole number"))
        }
        Kind::Flag(_) => value.as_bool().map(Held::Flag).ok_or_else(|| wrong("true or false")),
        Kind::Text(_) => {
            let text = value.as_str().ok_or_else(|| wrong("a text"))?;
            if parameter.name.ends_with("format") {
                pattern(text).map_err(|error| format!("a regular expression: {error}"))?;
            }
            Ok(Held::Text(text.to_owned()))
        }
        Kind::List(_) => {
            let list = value.as_array().ok_or_else(|| wrong("a list of texts"))?;
            let texts = list.iter().map(|one| one.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
            texts.map(Held::List).ok_or_else(|| wrong("a list of texts"))
        }
    }
}

/// A format with its placeholders filled is a regular expression.
fn pattern(format: &str) -> Result<(), regex::Error> {
    let mut filled = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once("{{") {
        let (_, behind) = after.split_once("}}").unwrap_or((after, ""));
        filled.push_str(before);
        filled.push('x');
        rest = behind;
    }
    filled.push_str(rest);
    regex::Regex::new(&filled).map(|_| ())
}
