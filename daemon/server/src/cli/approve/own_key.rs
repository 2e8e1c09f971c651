//! Whether whoever runs this could approve: a key, a signature by it that verifies, and an entry among the people.

use std::path::Path;

use access::ssh::SshSignature;
use engine::Finding;
use reconcile::desired::Governance;
use repo::Repository;
use review::approval::NAMESPACE;

use super::key::Key;
use super::sign::sign;

/// What `doctor` says of the key of whoever runs it; nothing where nobody is asked to approve.
pub(in crate::cli) fn own_key(repo: &Path, governance: &Governance) -> Vec<Finding> {
    if !governance.asks() {
        return Vec::new();
    }
    let finding = |subject: &str, good: bool, detail: String| Finding { subject: subject.to_owned(), good, detail };
    let key =
        Repository::open(repo).ok().and_then(|repository| Key::choose(None, &repository, governance).ok().flatten());
    let Some(key) = key else {
        let detail = "no SSH key was found to approve with; set Git's `user.signingKey`, or make one with `ssh-keygen -t ed25519`";
        return vec![finding("key", false, detail.to_owned())];
    };
    let mut findings = vec![finding("key", true, format!("{} {}", key.file.display(), key.shown()))];
    findings.push(match signed(&key) {
        Ok(()) => finding("signature", true, "it signs, and the signature verifies".to_owned()),
        Err(why) => finding("signature", false, why),
    });
    findings.push(match key.address(governance) {
        Some(address) => finding("entry", true, format!("the key is that of {address} in `access/people.toml`")),
        None if governance.signers.entries.is_empty() => {
            let detail =
                "nobody in `access/people.toml` has the key; add its `.pub` line to `keys` of your `[[person]]`";
            finding("entry", false, detail.to_owned())
        }
        None => finding(
            "entry",
            true,
            "`access/people.toml` does not have the key; `access/allowed_signers` may".to_owned(),
        ),
    });
    findings
}

fn signed(key: &Key) -> Result<(), String> {
    let text = b"groundline doctor";
    let signature = sign(&key.file, NAMESPACE, text).map_err(|failure| failure.messages.join("; "))?;
    let read = SshSignature::parse(signature.as_bytes()).map_err(|error| error.to_string())?;
    read.verify(NAMESPACE, text).map_err(|error| error.to_string())?;
    match &key.public {
        Some(public) if public != read.key() => {
            Err(format!("the `.pub` file has another key than the one that signs: {}", read.key().fingerprint()))
        }
        _ => Ok(()),
    }
}
