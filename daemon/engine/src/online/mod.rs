//! What online changes of every engine have in common: what steers them from outside, what they report, and how much they take at a
//! time. How rows are moved is in the engines.

mod account;
mod pace;
pub(crate) mod pieces;
mod progress;
mod settings;
mod steering;

pub use account::{Account, Spent};
pub(crate) use pace::Pace;
pub use progress::{Phase, Progress};
pub use settings::OnlineSettings;
pub use steering::Steering;
