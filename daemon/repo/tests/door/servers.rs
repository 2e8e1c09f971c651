//! Real servers on loopback, each ended with the test that started it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use repo::Access;
use tempfile::TempDir;

/// A server process; ends when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("the server can be ended");
        self.0.wait().expect("the server has ended");
    }
}

/// `git daemon` over a folder of repositories.
pub(crate) struct GitDaemon {
    _running: Running,
    pub(crate) url: String,
}

impl GitDaemon {
    pub(crate) fn start(root: &Path) -> Self {
        Self::start_at(root, free_port())
    }

    pub(crate) fn start_at(root: &Path, port: u16) -> Self {
        let programs = Command::new("git").arg("--exec-path").output().expect("git runs").stdout;
        let program = PathBuf::from(String::from_utf8_lossy(&programs).trim()).join("git-daemon");
        let mut command = Command::new(program);
        command.args(["--verbose", "--export-all", "--reuseaddr", "--listen=127.0.0.1"]).arg(format!("--port={port}"));
        command.arg(format!("--base-path={}", root.display())).arg(root);
        Self { _running: wait_for(command, "Ready to rumble"), url: format!("git://127.0.0.1:{port}") }
    }
}

/// A private sshd that lets in one key, and what a client needs for it.
pub(crate) struct Sshd {
    _running: Running,
    folder: TempDir,
    pub(crate) port: u16,
    pub(crate) user: String,
}

impl Sshd {
    /// Starts it, or says why that cannot be.
    pub(crate) fn start() -> Result<Self, String> {
        let program = Path::new("/usr/sbin/sshd");
        if !program.exists() {
            return Err("sshd is not installed (Debian package openssh-server)".to_owned());
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = |name: &str| folder.path().join(name);
        for name in ["host", "user", "stranger"] {
            run(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(place(name)));
        }
        fs::copy(place("user.pub"), place("authorized")).expect("a file");
        let user = text(Command::new("id").arg("-un"));
        if user == "root" {
            fs::create_dir_all("/run/sshd").expect("sshd's folder");
        }
        let port = free_port();
        let path = std::env::var("PATH").expect("a PATH");
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nSetEnv PATH={path}\n",
            place("host").display(),
            place("authorized").display()
        );
        fs::write(place("config"), config).expect("a file");
        let host = fs::read_to_string(place("host.pub")).expect("a key");
        fs::write(place("known"), format!("[127.0.0.1]:{port} {host}")).expect("a file");
        let mut command = Command::new(program);
        command.args(["-D", "-e", "-f"]).arg(place("config"));
        Ok(Self { _running: wait_for(command, "Server listening"), folder, port, user })
    }

    /// How a client with one of the keys `user` and `stranger` gets in, knowing the host or not.
    pub(crate) fn access(&self, key: &str, known: &str) -> Access {
        let option = |name: &str, file: &str| format!("{name}={}", self.folder.path().join(file).display());
        let mut ssh: Vec<std::ffi::OsString> =
            ["ssh", "-F", "none", "-o", "IdentitiesOnly=yes"].map(Into::into).to_vec();
        for option in [option("IdentityFile", key), option("UserKnownHostsFile", known)] {
            ssh.extend(["-o".into(), option.into()]);
        }
        Access { ssh, ..Access::default() }
    }
}

/// `git http-backend` behind a small server.
pub(crate) struct Web {
    _running: Running,
    folder: TempDir,
    pub(crate) port: u16,
}

impl Web {
    /// Serves over TLS with a certificate of an authority that nobody else knows.
    pub(crate) fn https(root: &Path, login: &str, elsewhere: &str) -> Result<Self, String> {
        Self::start(root, true, login, elsewhere)
    }

    /// Serves without TLS.
    pub(crate) fn http(root: &Path, login: &str, elsewhere: &str) -> Result<Self, String> {
        Self::start(root, false, login, elsewhere)
    }

    fn start(root: &Path, tls: bool, login: &str, elsewhere: &str) -> Result<Self, String> {
        for program in ["python3", "openssl"] {
            if Command::new(program).arg("--help").output().is_err() {
                return Err(format!("{program} is not installed (Debian package {program})"));
            }
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/door/https_server.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(root).arg(folder.path().join("log"));
        match tls {
            true => {
                certify(folder.path());
                command.arg(folder.path().join("server.pem")).arg(folder.path().join("server.key"))
            }
            false => command.args(["-", "-"]),
        };
        let mut child = command.args([login, elsewhere]).stdout(Stdio::piped()).spawn().expect("python runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its port");
        let running = Running(child);
        Ok(Self { _running: running, folder, port: line.trim().parse().expect("a port") })
    }

    /// The authority's certificate.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What was asked of it, a line for each request.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// Makes an authority and a certificate for this machine.
fn certify(folder: &Path) {
    let openssl = |args: &str| {
        run(Command::new("openssl").current_dir(folder).args(args.split(' ')));
    };
    fs::write(folder.join("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        .expect("a file");
    let curve = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(&format!("req -x509 {curve} -keyout ca.key -out ca.pem -days 30 -subj /CN=Own-authority"));
    openssl(&format!("req {curve} -keyout server.key -out server.csr -subj /CN=localhost"));
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 30 -extfile names",
    );
}

/// Starts a server and waits until it says that it is ready.
fn wait_for(mut command: Command, ready: &str) -> Running {
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the server starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its messages"));
    let running = Running(child);
    let mut said = String::new();
    while !said.contains(ready) {
        let read = lines.read_line(&mut said).expect("its messages");
        assert!(read > 0, "the server ended: {said}");
    }
    std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
    running
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn run(command: &mut Command) {
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn text(command: &mut Command) -> String {
    let output = command.output().expect("the program runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
