//! Who there is and who must agree: the files of a schema repo that come into force only when that was approved.
//!
//! Not which of them is in force, which the daemon keeps. Invariant: two that say the same are the same, however they are written.

use std::collections::BTreeMap;

use access::ssh::AllowedSigners;
use access::{Account, Group, People, Person};
use review::approval::{ApprovalPolicy, Roster};
use schema::Digest;

use super::approval::{FILE as APPROVAL, Nameable, read_approval};
use super::code::Code;
use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::load::LARGEST;
use super::name::Name;
use super::people::read_people;
use super::section::Report;
use super::source::Source;
use super::{Files, FilesError};

/// Where people are.
pub(super) const PEOPLE: &str = "access/people.toml";
/// Where more keys of people are, and authorities that vouch for keys.
pub(super) const SIGNERS: &str = "access/allowed_signers";

/// Who there is and who must agree.
#[derive(Clone, Debug, Default)]
pub struct Governance {
    /// Who there is.
    pub people: People,
    /// Who must agree to what.
    pub approval: ApprovalPolicy,
    /// More keys, and authorities.
    pub signers: AllowedSigners,
    /// The files as they are written, by path.
    pub texts: BTreeMap<String, Vec<u8>>,
}

impl Governance {
    /// Reads the files where there is nothing else: those that were in force, or a folder of them.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn load(files: &dyn Files) -> Result<Self, Diagnostics> {
        let mut report = Report::new();
        let people = match read(files, PEOPLE, &mut report) {
            Some(source) => read_people(&source, &mut report),
            None => People::default(),
        };
        let governance = governance(files, people, None, &mut report);
        let found = Diagnostics::new(report);
        if found.errors().next().is_some() { Err(found) } else { Ok(governance) }
    }

    /// Whether both say the same of people and approvals; accounts of programs and their tokens are no part of it.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let of = |one: &Self| {
            let people: BTreeMap<String, Person> =
                one.persons().map(|(name, person)| (name.to_owned(), person.clone())).collect();
            (people, one.people.groups.clone(), one.approval.clone(), one.signers.clone())
        };
        let (mine, theirs): ((_, BTreeMap<String, Group>, _, _), _) = (of(self), of(other));
        mine == theirs
    }

    /// The digest of the files as they are written.
    pub fn digest(&self) -> Digest {
        let parts = self.texts.iter().flat_map(|(path, text)| [path.as_bytes(), text.as_slice()]);
        Digest::of_parts(parts)
    }

    /// Whether any rule could ask for approvals.
    pub fn asks(&self) -> bool {
        !self.approval.rules.is_empty()
    }

    /// The people, by name.
    pub fn persons(&self) -> impl Iterator<Item = (&str, &Person)> {
        self.people.accounts.iter().filter_map(|(name, account)| match account {
            Account::Person(person) => Some((name.as_str(), person)),
            Account::Service => None,
        })
    }

    /// The person who has an address, or that name.
    pub fn person_of(&self, address: &str) -> Option<(&str, &Person)> {
        let has = |person: &Person| person.emails.iter().any(|known| known.eq_ignore_ascii_case(address));
        self.persons().find(|(_, person)| has(person))
    }

    /// Who counts: the people and groups that both know, so that who is taken out does not count from that moment on.
    pub fn roster_with(&self, other: &Self) -> Roster {
        let people = self.persons().map(|(name, _)| name);
        let is_there = |name: &str| matches!(other.people.accounts.get(name), Some(Account::Person(_)));
        let groups = self.people.groups.iter().filter_map(|(name, group)| {
            let theirs = other.people.groups.get(name)?;
            Some((name.clone(), group.members.intersection(&theirs.members).cloned().collect()))
        });
        Roster { people: people.filter(|name| is_there(name)).map(str::to_owned).collect(), groups: groups.collect() }
    }
}

/// Reads what belongs to people that were read.
pub(super) fn governance(
    files: &dyn Files,
    people: People,
    environments: Option<&[Name]>,
    report: &mut Report,
) -> Governance {
    let approval = match read(files, APPROVAL, report) {
        Some(source) => read_approval(&source, &Nameable { people: &people, environments }, report),
        None => ApprovalPolicy::default(),
    };
    let signers = match read(files, SIGNERS, report) {
        Some(source) => read_signers(&source, report),
        None => AllowedSigners::default(),
    };
    let text = |path: &str| Some((path.to_owned(), files.read(path, LARGEST).ok()?));
    let texts = [PEOPLE, SIGNERS, APPROVAL].into_iter().filter_map(text).collect();
    Governance { people, approval, signers, texts }
}

/// A file that may be absent.
fn read(files: &dyn Files, path: &str, report: &mut Report) -> Option<Source> {
    if matches!(files.read(path, LARGEST), Err(FilesError::Absent)) {
        return None;
    }
    Source::read(files, path, LARGEST).map_err(|diagnostics| report.extend(diagnostics)).ok()
}

fn read_signers(source: &Source, report: &mut Report) -> AllowedSigners {
    AllowedSigners::parse(&source.text).unwrap_or_else(|error| {
        let place = Place { line: error.line, column: 1, end_line: error.line, end_column: 2 };
        let diagnostic = Diagnostic::file(Code::BadSigners, &source.path, error.why.to_string());
        report.push(Diagnostic { place: Some(place), ..diagnostic });
        AllowedSigners::default()
    })
}
