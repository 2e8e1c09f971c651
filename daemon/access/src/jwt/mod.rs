//! JSON Web Tokens as issuers of workload identities sign them: read, checked against the issuer's keys, then judged.
//!
//! Not where keys come from. Invariant: claims can be looked at only after the signature was found good; `none` and
//! symmetric algorithms do not exist here, so that no public key is ever taken for a shared secret.

mod algorithm;
mod claims;
mod compact;
mod key;

pub use algorithm::Algorithm;
pub use claims::Claims;
pub use compact::{LARGEST, Presented};
pub use key::{Checked, KeySet, KeySetError};
