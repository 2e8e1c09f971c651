//! An issuer of tokens: an HTTP server of this test that tells about itself, has keys of its own, and signs with them.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use tests::{Fault, ran};

/// The issuer, until it is dropped.
pub(super) struct Issuer {
    port: u16,
    state: Arc<Mutex<State>>,
}

struct State {
    /// What is answered to each path: the status with its headers, and the body.
    pages: Vec<(String, String, String)>,
    asked: usize,
    is_gone: bool,
}

/// Signs a message.
type Sign = Box<dyn Fn(&[u8]) -> Result<Vec<u8>, Fault>>;

/// A key pair of an issuer.
pub(super) struct Key {
    id: String,
    algorithm: &'static str,
    jwk: Value,
    sign: Sign,
}

impl Issuer {
    /// An issuer with these keys.
    pub(super) fn with(keys: &[&Key]) -> Result<Self, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(Mutex::new(State { pages: Vec::new(), asked: 0, is_gone: false }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut state = held(&shared);
                if state.is_gone {
                    return;
                }
                state.asked += 1;
                // Whoever asked may be gone already; that is no fault of the issuer.
                let _ = answered(stream, &state.pages);
            }
        });
        let issuer = Self { port, state };
        let about = json!({ "issuer": issuer.name(), "jwks_uri": format!("{}/keys", issuer.name()) });
        issuer.says("/.well-known/openid-configuration", "200 OK", &about.to_string());
        issuer.has(keys);
        Ok(issuer)
    }

    /// The name that it calls itself by.
    pub(super) fn name(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Changes its keys.
    pub(super) fn has(&self, keys: &[&Key]) {
        let keys: Vec<_> = keys.iter().map(|key| &key.jwk).collect();
        self.says("/keys", "200 OK", &json!({ "keys": keys }).to_string());
    }

    /// Changes what it answers to a path.
    pub(super) fn says(&self, path: &str, status: &str, body: &str) {
        let mut state = held(&self.state);
        state.pages.retain(|(known, ..)| known != path);
        state.pages.push((path.to_owned(), status.to_owned(), body.to_owned()));
    }

    /// How often it was asked for anything.
    pub(super) fn asked(&self) -> usize {
        held(&self.state).asked
    }

    /// A `[[trust]]` for the service account `ci`.
    pub(super) fn trust(&self) -> String {
        format!(
            "[[trust]]\naccount = \"ci\"\nissuer = \"{}\"\naudience = \"groundline\"\nsubject = \"repo:acme/shop:*\"\n\
             claims = {{ ref = \"refs/heads/*\" }}\nscopes = [\"review\"]\n\n",
            self.name()
        )
    }

    /// The claims of a token that lets in.
    pub(super) fn claims(&self) -> Value {
        let now = now();
        json!({
            "iss": self.name(), "aud": "groundline", "sub": "repo:acme/shop:ref:refs/heads/main", "ref": "refs/heads/main",
            "iat": now, "nbf": now, "exp": now + 300
        })
    }

    /// The same claims with one of them changed.
    pub(super) fn claims_with(&self, name: &str, value: Value) -> Value {
        let mut claims = self.claims();
        claims[name] = value;
        claims
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        held(&self.state).is_gone = true;
        // Wakes the listener, which then ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn held(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answered(mut stream: TcpStream, pages: &[(String, String, String)]) -> Result<(), Fault> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    while reader.read_line(&mut line)? > 2 {}
    let page = pages.iter().find(|(known, ..)| *known == path);
    let (status, body) = page.map_or(("404 Not Found", ""), |(_, status, body)| (status, body));
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())?;
    Ok(())
}

pub(super) fn coded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Key {
    /// A new Ed25519 key.
    pub(super) fn ed25519(id: &str) -> Result<Self, Fault> {
        let broken = |_| Fault::new("no Ed25519 key");
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(broken)?;
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).map_err(|_| Fault::new("no Ed25519 key"))?;
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "kid": id, "x": coded(pair.public_key()) });
        let sign = Box::new(move |message: &[u8]| Ok::<_, Fault>(pair.sign(message).as_ref().to_vec()));
        Ok(Self { id: id.to_owned(), algorithm: "EdDSA", jwk, sign })
    }

    /// A new P-256 key.
    pub(super) fn p256(id: &str) -> Result<Self, Fault> {
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).map_err(|_| Fault::new("no P-256 key"))?;
        let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).map_err(|_| Fault::new("no P-256 key"))?;
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let jwk = json!({ "kty": "EC", "crv": "P-256", "kid": id, "alg": "ES256", "x": coded(x), "y": coded(y) });
        let sign = move |message: &[u8]| -> Result<Vec<u8>, Fault> {
            Ok(pair.sign(&random, message).map_err(|_| Fault::new("no signature"))?.as_ref().to_vec())
        };
        Ok(Self { id: id.to_owned(), algorithm: "ES256", jwk, sign: Box::new(sign) })
    }

    /// A new RSA key, made by `openssl`.
    pub(super) fn rsa(id: &str) -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("key.der");
        let mut openssl = Command::new("openssl");
        openssl.args(["genpkey", "-quiet", "-algorithm", "RSA", "-outform", "DER", "-pkeyopt", "rsa_keygen_bits:2048"]);
        ran(openssl.arg("-out").arg(&file), "")?.succeeded()?;
        // Versions of `openssl` differ in the form that they write.
        let bytes = std::fs::read(file)?;
        let pair = RsaKeyPair::from_pkcs8(&bytes).or_else(|_| RsaKeyPair::from_der(&bytes));
        let pair = pair.map_err(|_| Fault::new("no RSA key"))?;
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let jwk = json!({ "kty": "RSA", "kid": id, "use": "sig", "alg": "RS256", "n": coded(n), "e": coded(e) });
        let sign = move |message: &[u8]| -> Result<Vec<u8>, Fault> {
            let mut signature = vec![0; pair.public().modulus_len()];
            let signed = pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
            signed.map_err(|_| Fault::new("no signature"))?;
            Ok(signature)
        };
        Ok(Self { id: id.to_owned(), algorithm: "RS256", jwk, sign: Box::new(sign) })
    }

    /// The public key, as an attacker knows it.
    pub(super) fn public(&self) -> String {
        self.jwk.to_string()
    }

    /// A token with these claims.
    pub(super) fn token(&self, claims: &Value) -> Result<String, Fault> {
        self.token_with(&json!({ "alg": self.algorithm, "kid": self.id, "typ": "JWT" }), claims)
    }

    /// A token with a header of one's own.
    pub(super) fn token_with(&self, header: &Value, claims: &Value) -> Result<String, Fault> {
        let signed = format!("{}.{}", coded(header.to_string()), coded(claims.to_string()));
        let signature = coded((self.sign)(signed.as_bytes())?);
        Ok(format!("{signed}.{signature}"))
    }
}
