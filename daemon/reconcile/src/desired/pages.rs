//! The pages of the error codes: what `groundline explain CODE` shows.
//!
//! Invariant: every code has a page; the compiler sees to it.

use super::code::Code;
use super::reference::reference_of;
use super::review::PAGE;

/// The page of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters and what to do.
    pub body: &'static str,
}

/// What `groundline explain` shows for a code such as `GL-106`, or for a settings file such as `rollout.toml`.
pub fn explain(topic: &str) -> Option<String> {
    let code = Code::ALL.into_iter().find(|code| code.name().eq_ignore_ascii_case(topic));
    let page = code.map(|code| format!("{code}: {}\n\n{}\n", code.page().title, code.page().body));
    let is_review = topic.trim_start_matches("policies/").trim_end_matches(".toml").eq_ignore_ascii_case("review");
    page.or_else(|| reference_of(topic)).or_else(|| is_review.then(|| PAGE.to_owned()))
}

impl Code {
    /// The page of the code.
    pub const fn page(self) -> Page {
        let (title, body) = match self {
            Self::NotASchemaRepo => (
                "this is no schema repo",
                "A schema repo has the file `groundline.toml` at its root. Write one with `groundline init DIR`, or give the \
                 folder that has it.",
            ),
            Self::NotText => (
                "a file is not UTF-8 text",
                "Settings and SQL are UTF-8 text, with or without a byte-order mark, with any line endings. The message names \
                 the first byte that is not text. Editors on Windows sometimes save as UTF-16 or Latin-1: save as UTF-8.",
            ),
            Self::Unreadable => (
                "a file cannot be read",
                "A file is missing, or it is something that is not followed: a symbolic link, a submodule, or a path that \
                 leaves the schema repo. Otherwise a commit could make the daemon read files of its machine.",
            ),
            Self::TooLarge => (
                "a file is too large",
                "A settings file may have 8 MiB and a `.sql` file 32 MiB. A desired schema that is bigger holds rows of data, \
                 which belong to changelists or to a restore, not to the desired schema.",
            ),
            Self::BrokenToml => (
                "a settings file is not TOML",
                "The message says what the TOML reader met and where. Texts stand in quotes, a list of tables is written \
                 `[[target]]`, and a key or table stands once. Nothing else of the file is read until it is mended.",
            ),
            Self::UnknownKey => (
                "a key is not known",
                "Every key must be known where it stands: a key that is spelled wrong and passed over would leave a setting \
                 at its default without anyone noticing. The message names the nearest known key, and where the list is short, \
                 all of them. `groundline explain rollout.toml` shows the reference of a file.",
            ),
            Self::WrongType => (
                "a value has the wrong type",
                "The value is a text where a list is wanted, a number where a text is wanted, or the like. The hint shows the form.",
            ),
            Self::MissingKey => (
                "a required key is missing",
                "The table cannot be understood without the key. The hint shows the form.",
            ),
            Self::BadValue => (
                "a value is not allowed",
                "The key takes one of a few words, or a list or text that is not empty. The hint lists what is allowed.",
            ),
            Self::BadDuration => (
                "a duration is not one",
                "A duration is a text of whole numbers, each with its unit: `ms`, `s`, `m` (minutes), `h` or `d`, as in \
                 \"100ms\", \"3s\", \"20m\", \"1h30m\", \"30d\". A number alone is refused, because nobody can tell its unit. Some \
                 keys have a least and a most; a lock timeout is never zero, because a statement that waits for a lock \
                 without end stops everyone behind it.",
            ),
            Self::BadName => (
                "a name is not one",
                "Names of projects, environments, targets and schemas have ASCII letters, digits, `-`, `_` and `.`, begin with \
                 a letter or digit, and have at most 63 characters. They appear in file names, URLs, metrics and commands. The \
                 name of a target set has `{id}` where the id stands. Names inside the SQL are not limited.",
            ),
            Self::DuplicateName => (
                "a name stands twice",
                "Two targets, target sets, environments or ids have the same name. The message says where the first is.",
            ),
            Self::UnknownEnvironment => (
                "an environment is not known",
                "Environments are listed in `environments` of `groundline.toml`, in the order in which a change reaches them. \
                 Add it there, or name one that is there.",
            ),
            Self::UnknownSchema => (
                "a schema has no folder",
                "A target's `schema` is the name of a folder in `schemas/`. Git keeps no empty folders: one appears with its \
                 first file. `groundline import` writes one from a live database.",
            ),
            Self::EmptySchema => (
                "a desired schema is empty",
                "A folder in `schemas/` without SQL asks for an empty database, which would drop everything. That is never \
                 meant: write the schema, or import it from a live database with `groundline import`.",
            ),
            Self::PasswordInUrl => (
                "a URL contains a password",
                "Git keeps what is committed for ever, for everyone who may read the repository. Keep the URL in an \
                 environment variable of the daemon and write `env:NAME` in its place. Change the password that was committed.",
            ),
            Self::BadUrl => (
                "a text is no database URL",
                "A URL is `env:NAME` (read from the daemon's environment), `sqlite:PATH`, or \
                 `postgres://USER@HOST:PORT/DATABASE` or `mysql://…` without a password. The URL of a target set has `{id}` in it.",
            ),
            Self::EngineUnclear => (
                "the engine of a target is not clear",
                "The scheme of a URL says the engine. `env:NAME` does not: write `engine` beside it or once under `[defaults]` \
                 in `groundline.toml`. Where both say it, they must agree.",
            ),
            Self::UnknownHazard => (
                "a hazard is not known",
                "A consent names one hazard by its code, as the plan shows it. There is no consent to all hazards in Git: name \
                 what may be lost.",
            ),
            Self::UnknownTarget => (
                "a target is not known",
                "A consent names a target of `targets/*.toml`, or a target set by its name with `{id}`. The target may have \
                 been renamed or removed.",
            ),
            Self::BadGlob => (
                "a glob is not one",
                "A glob is compared with the dotted name of an object, such as `public.orders`: `*` stands for any characters, \
                 `?` for one, `[ab]` for one of some, `{a,b}` for one of several.",
            ),
            Self::BadId => (
                "an id of a target set is not one",
                "Ids become parts of names and URLs, so they have ASCII letters, digits, `-`, `_` and `.` only. An id that \
                 could change the meaning of a URL is refused.",
            ),
            Self::OtherFormat => (
                "the schema repo has another format",
                "`format` in `groundline.toml` is the version of the format. This version reads format 1. A higher number is \
                 for a newer version of Groundline.",
            ),
            Self::NotBuilt => (
                "a setting is not built in this version",
                "The format has the setting, and this version cannot obey it. Leaving it unread would be dangerous: a limit \
                 that nobody keeps is worse than none. Take it out until a version reads it.",
            ),
            Self::SameDatabase => (
                "two targets are the same database",
                "A database is one target. Two targets with one URL would undo each other's changes if their schemas differ.",
            ),
            Self::UnknownFile => (
                "a file stands where it is not read",
                "A policy has a name that no policy has, or a `.sql` file stands in `schemas/` outside a schema's folder. It \
                 would be passed over, so it is refused.",
            ),
            Self::SecretInGit => (
                "a secret stands in Git",
                "Only the hash of a token is committed. Git keeps what is committed for ever, for everyone who may read the \
                 repository: whoever saw the commit can use the token. Make another with `groundline token new NAME`, and \
                 never commit the hash of the one that was seen.",
            ),
            Self::BadKey => (
                "a text is no public key",
                "A key is the line that `ssh-keygen` writes into a `.pub` file: the kind, the key in base64, a comment. Taken are \
                 Ed25519, ECDSA, their hardware kinds, and RSA of 3072 bits or more. A private key never belongs in Git.",
            ),
            Self::UnknownAccount => (
                "an account is not known",
                "A token, a trust or a group names a person or a service account of `access/people.toml` that is not there. It \
                 may have been renamed or removed; what is left of it must go too.",
            ),
            Self::BadCondition => (
                "a condition is not one",
                "A condition compares variables: `environment == \"prod\" && labels.region in [\"eu\", \"uk\"]`. Its operators are `==`, \
                 `!=`, `<`, `<=`, `>`, `>=`, `in`, `matches`, `startsWith`, `&&`, `||`, `!` and parentheses; a text stands in quotes. The \
                 message points at the word and names the variables that there are. In TOML, write it between single quotes, so that \
                 texts in it may have double ones: when = 'environment == \"prod\"'.",
            ),
            Self::BadSigners => (
                "a list of allowed signers is not one",
                "`access/allowed_signers` is read as `ssh-keygen -Y verify` reads it: principals, options, kind and key on one line. The \
                 options are `cert-authority`, `namespaces`, `valid-after` and `valid-before`; moments end in `Z`, because one \
                 without a zone would depend on the machine. A line that is not understood is refused and never passed over.",
            ),
            Self::UnknownChangelist => (
                "a changelist is not known",
                "`after` names a folder of `changelists/` that is not there. It may have been renamed or removed. A changelist that ran \
                 everywhere may be removed, and then nothing has to come after it any more.",
            ),
            Self::ChangelistCircle => (
                "changelists wait for each other",
                "Each of the changelists comes after another one of them, so that none could be the first. The message shows the \
                 circle; take one `after` out.",
            ),
            Self::EmptyChangelist => (
                "a changelist is not whole",
                "A changelist is a folder of `changelists/` with a `changelist.toml` and at least one `.sql` file. `groundline changelist \
                 new ID` writes one.",
            ),
            Self::BadChangelist => (
                "the SQL of a changelist cannot be run",
                "A statement has no end, a variable has no value for a target, a statement ends the transaction that it runs in, or a \
                 statement cannot go in pieces though `batch` asks for it. The message says which, where, and what to do.",
            ),
            Self::TargetCircle => (
                "targets wait for each other",
                "Each of the targets has another one of them in `depends_on`, so that none could be the first. The message shows the circle; take \
                 one `depends_on` out. The name of a target set means every target of it.",
            ),
            Self::BadSchedule => (
                "a text is no schedule",
                "A schedule has five fields, as cron has them: minute, hour, day of the month, month, day of the week. A field is `*`, a \
                 number, a range `1-5`, a list `1,15`, or steps `*/15`; months and days of the week have names, `jan` and `mon`. Where \
                 both days are said, either is enough. A day that no month has is refused.",
            ),
            Self::UnknownZone => (
                "a time zone is not known",
                "A time zone is a name of the IANA database: `Europe/Berlin`, `America/New_York`, `UTC`. The rules of all zones are in the \
                 program, so that a window opens at the same moment on every machine. Abbreviations such as `CET` name no place, and \
                 say nothing of summer time.",
            ),
            Self::NotRead => (
                "something is not read (a note)",
                "The schema repo has something that this version does not read. Nothing is wrong; but what it says does not hold yet.",
            ),
            Self::NotUsed => (
                "something is not used (a note)",
                "A schema has no target, a consent is not needed, there are no targets, or nothing asks for it yet. Nothing is wrong.",
            ),
        };
        Page { title, body }
    }
}
