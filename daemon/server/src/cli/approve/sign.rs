//! Signing, by the user's own `ssh-keygen`: keys, agents and hardware keys are its business.
//!
//! Invariant: no private key is read by this program.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::output::Failure;

/// Signs bytes for a purpose and gives the armored signature.
pub(super) fn sign(key: &Path, namespace: &str, bytes: &[u8]) -> Result<String, Failure> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", namespace, "-f"]).arg(key);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let cannot = |error: std::io::Error| {
        Failure::error(format!("`ssh-keygen` cannot be run: {error}")).hint("install OpenSSH 8.2 or later")
    };
    let mut child = command.spawn().map_err(cannot)?;
    if let Some(mut input) = child.stdin.take() {
        // A program that ended early says why itself.
        let _ = input.write_all(bytes);
    }
    let output = child.wait_with_output().map_err(cannot)?;
    let signature = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() && signature.starts_with("-----BEGIN SSH SIGNATURE-----") {
        true => Ok(signature),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing").to_owned();
            Err(Failure::error(format!("`ssh-keygen` did not sign with `{}`: {last}", key.display()))
                .hint("a key in an agent is named by its `.pub` file; `groundline doctor` tests yours"))
        }
    }
}
