//! Git over ssh: the user's own ssh program runs `git-upload-pack` on the other machine.
//!
//! Not an ssh implementation: keys, agents, known hosts and jump hosts are the user's ssh configuration. Invariant: it
//! never prompts, no part of an address can become an option or a second command, and it does not outlive its owner.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::access::Access;
use crate::location::Remote;
use crate::source_error::{Fault, said};

/// How much of what ssh says is kept.
const WORDS: usize = 16 * 1024;
/// How long an ssh that has closed its output may take to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// A running ssh.
pub(crate) struct Program {
    child: Child,
    words: JoinHandle<Vec<u8>>,
}

/// Starts ssh and returns its output, its input and the program.
pub(crate) fn start(remote: &Remote, access: &Access) -> Result<(ChildStdout, ChildStdin, Program), Fault> {
    let (program, first) = access.ssh.split_first().ok_or_else(|| Fault::broken("no ssh program is configured"))?;
    let mut command = Command::new(program);
    command.args(first).args(["-o", "BatchMode=yes"]);
    if let Some(port) = remote.port {
        command.arg("-p").arg(port.to_string());
    }
    let host = remote.user.as_ref().map_or(remote.host.clone(), |user| format!("{user}@{}", remote.host));
    command.arg("--").arg(host).arg(format!("git-upload-pack {}", quoted(&remote.path)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let cannot = |e: std::io::Error| Fault::broken(format!("the program `{}` cannot be run: {e}", program.display()));
    let mut child = command.spawn().map_err(cannot)?;
    match (child.stdout.take(), child.stdin.take(), child.stderr.take()) {
        (Some(output), Some(input), Some(errors)) => {
            Ok((output, input, Program { child, words: tokio::spawn(listen(errors)) }))
        }
        _ => Err(Fault::broken("the ssh program has no pipes")),
    }
}

impl Program {
    /// Turns a conversation that broke off into what ssh said about it.
    pub(crate) async fn explain(mut self, fault: Fault) -> Fault {
        let broke_off = matches!(fault, Fault::Unreachable(_));
        if !broke_off || timeout(FAREWELL, self.child.wait()).await.is_err() {
            return fault;
        }
        match (&mut self.words).await {
            Ok(words) if !words.trim_ascii().is_empty() => judge(&words),
            _ => fault,
        }
    }

    /// Waits for a conversation that is over to end, not for long.
    pub(crate) async fn end(mut self) {
        let _ = timeout(FAREWELL, self.child.wait()).await;
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.words.abort();
    }
}

fn judge(words: &[u8]) -> Fault {
    let text = said(words);
    match text.as_str() {
        t if t.contains("Host key verification failed") => {
            Fault::Refused(format!("{text}; add the server's host key to known_hosts after checking it"))
        }
        t if t.contains("Permission denied") => Fault::Refused(format!("{text}; give ssh a key that the server knows")),
        _ => Fault::said(words),
    }
}

/// Keeps the first of what ssh says and reads the rest, so that it never blocks.
async fn listen(mut errors: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut chunk = [0; 1024];
    while let Ok(read @ 1..) = errors.read(&mut chunk).await {
        let room = WORDS.saturating_sub(kept.len()).min(read);
        kept.extend_from_slice(&chunk[..room]);
    }
    kept
}

/// Quotes a path for the shell on the other side, the way Git's own servers unquote it.
fn quoted(path: &str) -> String {
    let mut out = String::from("'");
    for c in path.chars() {
        match c {
            '\'' | '!' => out.extend(['\'', '\\', c, '\'']),
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_cannot_end_its_own_quotes() {
        assert_eq!(quoted("/srv/it's; rm -rf $HOME!"), r"'/srv/it'\''s; rm -rf $HOME'\!''");
    }
}
