//! Signatures as OpenSSH makes them: `ssh-keygen -Y sign`, and the files that say whose keys count.
//!
//! Bytes in, values out; no key is read from anywhere and nothing is signed here. The wire form is small, and `ring` does the
//! arithmetic: no other library of curves is needed.

mod allowed;
mod armor;
mod certificate;
mod check;
mod moment;
mod signature;
mod wire;

pub use allowed::{AllowedError, AllowedSigners, Entry, NotAllowed, Wrong};
pub use certificate::{Certificate, CertificateError};
pub use signature::{SignatureError, SshSignature};

pub(crate) use wire::fields;
