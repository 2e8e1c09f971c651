//! An issuer behind TLS, with a certificate of an authority that the daemon is told to trust, or is not.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::json;
use tests::{Fault, ran};

use super::issuer::{Key, now};
use super::world::World;

/// Serves the files of its folder over TLS, and prints its port when it is ready.
const SERVER: &str = "
import http.server, ssl
class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_): pass
server = Quiet(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('server.pem', 'server.key')
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
";

/// A server of files; killed when dropped.
struct Secure {
    child: Child,
    folder: tempfile::TempDir,
    name: String,
}

impl Secure {
    fn with(key: &Key) -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        certify(folder.path())?;
        let mut python = Command::new("python3");
        python.args(["-c", SERVER]).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = python.spawn()?;
        let mut line = String::new();
        child.stdout.take().map(BufReader::new).map_or(Ok(0), |mut stdout| stdout.read_line(&mut line))?;
        let name = format!("https://localhost:{}", line.trim());
        std::fs::create_dir(folder.path().join(".well-known"))?;
        let about = json!({ "issuer": name, "jwks_uri": format!("{name}/keys") });
        std::fs::write(folder.path().join(".well-known/openid-configuration"), about.to_string())?;
        std::fs::write(folder.path().join("keys"), format!("{{\"keys\":[{}]}}", key.public()))?;
        Ok(Self { child, folder, name })
    }

    fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        // It may have ended already, and there is nobody to tell here.
        let _ = (self.child.kill(), self.child.wait());
    }
}

/// Makes an authority and a certificate of it for `localhost`.
fn certify(folder: &Path) -> Result<(), Fault> {
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")?;
    for line in [
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr",
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    ] {
        ran(Command::new("openssl").args(line.split(' ')).current_dir(folder), "")?.succeeded()?;
    }
    Ok(())
}

pub(super) fn trusted() -> Result<(), Fault> {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no python3 to serve over TLS");
        return Ok(());
    }
    let key = Key::ed25519("a")?;
    let issuer = Secure::with(&key)?;
    let trust = format!(
        "[[trust]]\naccount = \"ci\"\nissuer = \"{}\"\naudience = \"groundline\"\nsubject = \"job\"\nscopes = [\"review\"]\n\n",
        issuer.name
    );
    let claims = json!({ "iss": issuer.name, "aud": "groundline", "sub": "job", "exp": now() + 300 });
    let token = key.token(&claims)?;
    let told = format!("[remote]\nca_file = \"{}\"\n", issuer.authority().display());
    let world = World::with(&trust, &format!("per_minute = 600\n{told}"))?;
    assert_eq!(world.let_in(&token)?, "200", "{}", world.log());
    // The same issuer, to a daemon that is not told of the authority.
    let world = World::with(&trust, "")?;
    assert_eq!(world.let_in(&token)?, "503 issuer-unreachable");
    world.logs("the keys of an issuer cannot be fetched")?;
    assert!(world.log().contains("certificate"), "{}", world.log());
    Ok(())
}
