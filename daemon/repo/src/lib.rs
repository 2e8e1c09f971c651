//! The Git door: everything that Groundline reads from Git, and the little that it writes.
//!
//! It knows commits, trees and bytes, not what SQL or TOML in them means. Floor 1: it may block, wait and read the clock.
//!
//! | face | for |
//! |---|---|
//! | [`Source`] | following one [`Reference`] of one [`Location`], here or remote: `look`, `state`, `files`, `read` |
//! | [`Watch`] | knowing when to look: file events here, polling with jitter and backoff for remotes |
//! | [`Repository`] | one repository on this machine: `resolve`, `descends`, `changed_paths`, `files_at`, `work_tree`, `contributions`, `tags`, `take_back`; and `init`, `commit`, `revert`, `create_branch`, `write_tag`, `commit_draft` |
//! | [`Files`] | the files of a commit or of a folder on disk: `list`, `entry`, `read` |
//! | [`trusting`] | TLS to other servers, with the authorities that fetching trusts |
//! | [`read_document`] | one document from a web address, such as the state that a daemon records |
//! | [`redact`] | any text that may hold a URL, before it is shown |
//!
//! ```no_run
//! # async fn follow() -> Result<(), Box<dyn std::error::Error>> {
//! use repo::{Access, Look, Pace, Source, SourceOptions, Watch};
//!
//! let options = SourceOptions {
//!     reference: "refs/heads/main".parse()?,
//!     cache: "/var/lib/groundline/mirrors".into(),
//!     access: Access::default(),
//!     last: None, // the store remembers `state().revision` from one start to the next
//! };
//! let source = Source::open("https://git.example.com/schemas.git".parse()?, options).await?;
//! let mut watch = Watch::start(&source, Pace::default()).await;
//! loop {
//!     if let Ok(Look::Moved { to, .. }) = source.look().await {
//!         let files = source.files(to.revision).await?;
//!         let _ = files.read("groundline.toml", 1 << 20)?;
//!     }
//!     watch.changed().await;
//! }
//! # }
//! ```
//!
//! Promises that callers may rely on:
//! - Names are complete: a short reference or an abbreviated id is refused with the complete spelling.
//! - The revision in force moves only forward along history; a rewrite is an error that leaves it where it is.
//! - A user's repository is only read, except by the six writing verbs of [`Repository`].
//! - What is in a listing is a plain file or folder with a safe name; anything else fails the listing by name.
//! - No error, `Debug` or log line holds a password or token.
//! - Every future here may be dropped at any point.

mod access;
mod commit;
mod draft;
mod fetch;
mod files;
mod history;
mod location;
mod mirror;
mod names;
mod pace;
mod path;
mod redact;
mod repository;
mod source;
mod source_error;
mod tags;
mod tree;
mod watch;
mod wire;
mod work_tree;
mod write;

pub use access::{Access, Credentials, Secret};
pub use commit::{Commit, Person};
pub use draft::Draft;
pub use files::{Entry, Files, Kind, ReadError, Refusal};
pub use history::{Contribution, Signed};
pub use location::{Location, LocationError, Remote};
pub use names::{Head, NameError, ObjectId, Reference, Revision};
pub use pace::Pace;
pub use path::Reason;
pub use redact::redact;
pub use repository::{Repository, RepositoryError};
pub use source::{Failure, Look, Source, SourceOptions, SourceState};
pub use source_error::SourceError;
pub use tags::Tag;
pub use tree::Tree;
pub use watch::Watch;
pub use wire::{DocumentError, TrustError, read_document, trusting};
pub use work_tree::WorkTree;
pub use write::Include;
