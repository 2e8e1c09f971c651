//! The error codes of a schema repo; stable, because people search for them.
//!
//! Not their pages, which are in `pages`. Invariant: a code never changes its meaning and is never used again.

use std::fmt;

use serde::{Serialize, Serializer};

/// What is wrong, as a code that `groundline explain` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// `groundline.toml` is missing.
    NotASchemaRepo,
    /// A file is not UTF-8 text.
    NotText,
    /// A file cannot be read.
    Unreadable,
    /// A file is bigger than what is read.
    TooLarge,
    /// A file is not TOML.
    BrokenToml,
    /// A key is not known where it stands.
    UnknownKey,
    /// A value has another type than its key wants.
    WrongType,
    /// A key that must be there is not.
    MissingKey,
    /// A value is not one of those allowed.
    BadValue,
    /// A duration is not one.
    BadDuration,
    /// A name is not one.
    BadName,
    /// Two things have the same name.
    DuplicateName,
    /// An environment is not in `groundline.toml`.
    UnknownEnvironment,
    /// A target names a schema that has no folder.
    UnknownSchema,
    /// A schema has no SQL.
    EmptySchema,
    /// A URL bears a password.
    PasswordInUrl,
    /// A text is not a database URL.
    BadUrl,
    /// The engine of a target cannot be told, or is told twice and differently.
    EngineUnclear,
    /// A hazard is not known.
    UnknownHazard,
    /// A target is not known.
    UnknownTarget,
    /// A glob is not one.
    BadGlob,
    /// An id of a target set is not one.
    BadId,
    /// The schema repo is in a format of another version.
    OtherFormat,
    /// A setting belongs to a later version.
    NotBuilt,
    /// Two targets are the same database.
    SameDatabase,
    /// A settings file has a name that is not known.
    UnknownFile,
    /// A secret stands where only its hash belongs.
    SecretInGit,
    /// A text is no public key.
    BadKey,
    /// An account is not known.
    UnknownAccount,
    /// A condition is not one, or asks for what there is not.
    BadCondition,
    /// A list of allowed signers is not one.
    BadSigners,
    /// A changelist is not known.
    UnknownChangelist,
    /// Changelists wait for each other.
    ChangelistCircle,
    /// A changelist lacks its settings or its SQL.
    EmptyChangelist,
    /// The SQL of a changelist cannot be read, or cannot be run as it asks for.
    BadChangelist,
    /// Targets wait for each other.
    TargetCircle,
    /// A text is no schedule.
    BadSchedule,
    /// A time zone is not known.
    UnknownZone,
    /// A note: something is there and not read.
    NotRead,
    /// A note: something is there and not used.
    NotUsed,
}

impl Code {
    /// Every code, in order.
    pub const ALL: [Self; 40] = [
        Self::NotASchemaRepo,
        Self::NotText,
        Self::Unreadable,
        Self::TooLarge,
        Self::BrokenToml,
        Self::UnknownKey,
        Self::WrongType,
        Self::MissingKey,
        Self::BadValue,
        Self::BadDuration,
        Self::BadName,
        Self::DuplicateName,
        Self::UnknownEnvironment,
        Self::UnknownSchema,
        Self::EmptySchema,
        Self::PasswordInUrl,
        Self::BadUrl,
        Self::EngineUnclear,
        Self::UnknownHazard,
        Self::UnknownTarget,
        Self::BadGlob,
        Self::BadId,
        Self::OtherFormat,
        Self::NotBuilt,
        Self::SameDatabase,
        Self::UnknownFile,
        Self::SecretInGit,
        Self::BadKey,
        Self::UnknownAccount,
        Self::BadCondition,
        Self::BadSigners,
        Self::UnknownChangelist,
        Self::ChangelistCircle,
        Self::EmptyChangelist,
        Self::BadChangelist,
        Self::TargetCircle,
        Self::BadSchedule,
        Self::UnknownZone,
        Self::NotRead,
        Self::NotUsed,
    ];

    /// The code as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotASchemaRepo => "GL-101",
            Self::NotText => "GL-102",
            Self::Unreadable => "GL-103",
            Self::TooLarge => "GL-104",
            Self::BrokenToml => "GL-105",
            Self::UnknownKey => "GL-106",
            Self::WrongType => "GL-107",
            Self::MissingKey => "GL-108",
            Self::BadValue => "GL-109",
            Self::BadDuration => "GL-110",
            Self::BadName => "GL-111",
            Self::DuplicateName => "GL-112",
            Self::UnknownEnvironment => "GL-113",
            Self::UnknownSchema => "GL-114",
            Self::EmptySchema => "GL-115",
            Self::PasswordInUrl => "GL-116",
            Self::BadUrl => "GL-117",
            Self::EngineUnclear => "GL-118",
            Self::UnknownHazard => "GL-120",
            Self::UnknownTarget => "GL-121",
            Self::BadGlob => "GL-122",
            Self::BadId => "GL-123",
            Self::OtherFormat => "GL-124",
            Self::NotBuilt => "GL-125",
            Self::SameDatabase => "GL-126",
            Self::UnknownFile => "GL-127",
            Self::SecretInGit => "GL-130",
            Self::BadKey => "GL-131",
            Self::UnknownAccount => "GL-132",
            Self::BadCondition => "GL-133",
            Self::BadSigners => "GL-134",
            Self::UnknownChangelist => "GL-141",
            Self::ChangelistCircle => "GL-142",
            Self::EmptyChangelist => "GL-143",
            Self::BadChangelist => "GL-144",
            Self::TargetCircle => "GL-145",
            Self::BadSchedule => "GL-151",
            Self::UnknownZone => "GL-152",
            Self::NotRead => "GL-128",
            Self::NotUsed => "GL-129",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
