//! Tokens of issuers as they come: signed by real keys of every kind that is taken, and wrong in every way that is known.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use access::jwt::{Checked, KeySet, Presented};
use access::{Caller, Issuer, Moment, Pattern, People, Refusal, Scope, Trust, Unwelcome};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

const NOW: Moment = Moment(1_800_000_000);

fn coded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Signs a message.
type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A signer: the key as its set has it, and what it signs.
struct Signer {
    jwk: Value,
    sign: Sign,
}

fn ed25519(id: &str) -> Signer {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("random bytes");
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "kid": id, "x": coded(pair.public_key()) });
    Signer { jwk, sign: Box::new(move |message| pair.sign(message).as_ref().to_vec()) }
}

fn ecdsa(id: &str, is_384: bool) -> Signer {
    let random = SystemRandom::new();
    let kind = if is_384 { &ECDSA_P384_SHA384_FIXED_SIGNING } else { &ECDSA_P256_SHA256_FIXED_SIGNING };
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("random bytes");
    let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("a key");
    let (x, y) = pair.public_key().as_ref()[1..].split_at(if is_384 { 48 } else { 32 });
    let curve = if is_384 { "P-384" } else { "P-256" };
    let jwk = json!({ "kty": "EC", "crv": curve, "kid": id, "use": "sig", "x": coded(x), "y": coded(y) });
    Signer { jwk, sign: Box::new(move |message| pair.sign(&random, message).expect("a signature").as_ref().to_vec()) }
}

fn rsa(id: &str, is_pss: bool) -> Signer {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key.der");
    let mut openssl = Command::new("openssl");
    openssl.args([
        "genpkey",
        "-quiet",
        "-algorithm",
        "RSA",
        "-outform",
        "DER",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
        "-out",
    ]);
    let made = openssl.arg(&file).output().expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bytes = std::fs::read(file).expect("the key was written");
    // Versions of `openssl` differ in the form that they write.
    let pair = RsaKeyPair::from_pkcs8(&bytes).or_else(|_| RsaKeyPair::from_der(&bytes)).expect("a key");
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let jwk = json!({ "kty": "RSA", "kid": id, "n": coded(n), "e": coded(e) });
    let sign = move |message: &[u8]| {
        let mut signature = vec![0; pair.public().modulus_len()];
        let padding: &dyn ring::signature::RsaEncoding = if is_pss { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
        pair.sign(padding, &SystemRandom::new(), message, &mut signature).expect("a signature");
        signature
    };
    Signer { jwk, sign: Box::new(sign) }
}

impl Signer {
    fn token(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", coded(header.to_string()), coded(claims.to_string()));
        format!("{signed}.{}", coded((self.sign)(signed.as_bytes())))
    }

    fn keys(&self) -> KeySet {
        KeySet::parse(json!({ "keys": [self.jwk] }).to_string().as_bytes()).expect("a key set")
    }
}

fn people() -> People {
    let trust = Trust {
        account: "ci".to_owned(),
        issuer: Issuer::parse("https://issuer.example.com").expect("an issuer"),
        audience: "groundline".to_owned(),
        subject: Some(Pattern::new("repo:acme/shop:*")),
        claims: BTreeMap::from([("/job/runner".to_owned(), Pattern::new("own")), ("n".to_owned(), Pattern::new("7"))]),
        scopes: BTreeSet::from([Scope::Review]),
        targets: Some(vec![Pattern::new("shop-*")]),
    };
    People { trusts: vec![trust], ..People::default() }
}

fn claims() -> Value {
    json!({
        "iss": "https://issuer.example.com", "aud": ["other", "groundline"], "sub": "repo:acme/shop:ref:refs/heads/main",
        "exp": NOW.0 + 300, "nbf": NOW.0, "iat": NOW.0, "job": { "runner": ["hired", "own"] }, "n": 7
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

/// The whole way of a token.
fn judged(token: &str, keys: &KeySet) -> Result<Caller, Refusal> {
    let (people, presented) = (people(), Presented::parse(token)?);
    people.trusts_of(&presented)?;
    match presented.check(keys) {
        Checked::Good(claims) => people.caller_with(&claims, NOW),
        Checked::Bad => Err(Unwelcome::Foreign.because("bad signature")),
        Checked::NoSuchKey => Err(Unwelcome::Foreign.because("no such key")),
    }
}

#[track_caller]
fn is_refused(token: &str, keys: &KeySet, kind: Unwelcome, why: &str) {
    let refusal = judged(token, keys).expect_err("it must not let in");
    assert!(refusal.kind == kind && refusal.why.contains(why), "{refusal}, and not: {kind} {why}");
}

#[test]
fn every_algorithm_that_is_taken_lets_in() {
    let signers = [
        ("EdDSA", ed25519("a")),
        ("ES256", ecdsa("a", false)),
        ("ES384", ecdsa("a", true)),
        ("RS256", rsa("a", false)),
        ("PS256", rsa("a", true)),
    ];
    for (algorithm, signer) in signers {
        let caller = judged(&signer.token(&json!({ "alg": algorithm, "kid": "a" }), &claims()), &signer.keys());
        let caller = caller.unwrap_or_else(|refusal| panic!("{algorithm}: {refusal}"));
        assert_eq!((caller.account.as_str(), caller.scopes.contains(&Scope::Review)), ("ci", true));
        assert!(caller.may_name("shop-eu") && !caller.may_name("bank-eu"));
        assert_eq!(caller.by, "https://issuer.example.com repo:acme/shop:ref:refs/heads/main");
        let unnamed = signer.token(&json!({ "alg": algorithm }), &claims());
        assert!(judged(&unnamed, &signer.keys()).is_ok(), "{algorithm}: a token may name no key");
    }
}

#[test]
fn no_algorithm_and_no_public_key_as_a_shared_secret() {
    let signer = rsa("a", false);
    let unsigned = format!("{}.{}.", coded(json!({ "alg": "none" }).to_string()), coded(claims().to_string()));
    is_refused(&unsigned, &signer.keys(), Unwelcome::Foreign, "algorithm");
    for algorithm in ["none", "None", "NONE", "HS256", "HS384", "HS512", "RS1", "", "rs256"] {
        let token = signer.token(&json!({ "alg": algorithm, "kid": "a" }), &claims());
        is_refused(&token, &signer.keys(), Unwelcome::Foreign, "algorithm");
    }
    // The header names another algorithm than the key is of.
    for algorithm in ["ES256", "EdDSA", "PS256", "RS512"] {
        let token = signer.token(&json!({ "alg": algorithm, "kid": "a" }), &claims());
        is_refused(&token, &signer.keys(), Unwelcome::Foreign, "bad signature");
    }
    let shared = json!({ "keys": [{ "kty": "oct", "kid": "a", "k": "c2VjcmV0" }] }).to_string();
    assert!(KeySet::parse(shared.as_bytes()).is_err(), "a symmetric key is no key of an issuer");
}

#[test]
fn a_key_is_used_for_what_it_says_only() {
    let signer = ed25519("a");
    for (name, value) in
        [("use", json!("enc")), ("key_ops", json!(["sign"])), ("alg", json!("ES256")), ("x", json!("AA"))]
    {
        let mut jwk = signer.jwk.clone();
        jwk[name] = value;
        let set = json!({ "keys": [jwk, ed25519("b").jwk] }).to_string();
        let keys = KeySet::parse(set.as_bytes()).expect("one of two is good");
        let token = signer.token(&json!({ "alg": "EdDSA", "kid": "a" }), &claims());
        let expected = if name == "alg" { "bad signature" } else { "no such key" };
        is_refused(&token, &keys, Unwelcome::Foreign, expected);
    }
}

#[test]
fn another_key_a_changed_byte_or_an_unknown_name_do_not_let_in() {
    let (signer, other) = (ed25519("a"), ed25519("a"));
    let header = json!({ "alg": "EdDSA", "kid": "a" });
    is_refused(&other.token(&header, &claims()), &signer.keys(), Unwelcome::Foreign, "bad signature");
    let (good, evil) = (signer.token(&header, &claims()), coded(with("sub", json!("repo:acme/shop:x")).to_string()));
    let parts: Vec<_> = good.split('.').collect();
    is_refused(&[parts[0], &evil, parts[2]].join("."), &signer.keys(), Unwelcome::Foreign, "bad signature");
    let unknown = signer.token(&json!({ "alg": "EdDSA", "kid": "z" }), &claims());
    is_refused(&unknown, &signer.keys(), Unwelcome::Foreign, "no such key");
    let critical = signer.token(&json!({ "alg": "EdDSA", "kid": "a", "crit": ["exp"] }), &claims());
    is_refused(&critical, &signer.keys(), Unwelcome::Foreign, "critical");
}

#[test]
fn claims_are_demanded_to_the_letter() {
    let (signer, header) = (ed25519("a"), json!({ "alg": "EdDSA", "kid": "a" }));
    let refused = |claims: &Value, kind, why| is_refused(&signer.token(&header, claims), &signer.keys(), kind, why);
    let foreign = Unwelcome::Foreign;
    for issuer in [json!("https://issuer.example.com/"), json!("https://evil.example.com"), json!(7), Value::Null] {
        refused(&with("iss", issuer), foreign, "issuer and audience");
    }
    for audience in [json!("other"), json!([]), json!(["groundline2"]), json!({ "groundline": true }), Value::Null] {
        refused(&with("aud", audience), foreign, "issuer and audience");
    }
    for subject in [json!("repo:acme/other:x"), json!(["repo:acme/shop:x"]), Value::Null] {
        refused(&with("sub", subject), foreign, "claims");
    }
    refused(&with("job", json!({ "runner": "hired" })), foreign, "claims");
    refused(&with("n", json!(70)), foreign, "claims");
    refused(&with("n", json!([[7]])), foreign, "claims");
}

#[test]
fn a_token_lets_in_only_in_its_time() {
    let (signer, header) = (ed25519("a"), json!({ "alg": "EdDSA", "kid": "a" }));
    let judged = |claims: &Value| judged(&signer.token(&header, claims), &signer.keys());
    let kind = |claims: &Value| judged(claims).map_err(|refusal| refusal.kind).map(|_| ());
    assert_eq!(kind(&with("exp", json!(NOW.0 - 59))), Ok(()), "clocks differ");
    assert_eq!(kind(&with("exp", json!(NOW.0 - 60))), Err(Unwelcome::Expired));
    assert_eq!(kind(&with("exp", json!(NOW.0 as f64 + 0.5))), Ok(()), "a fraction of a second is a number");
    for end in [Value::Null, json!("2030"), json!(true), json!(f64::MAX)] {
        assert_eq!(kind(&with("exp", end.clone())), Err(Unwelcome::Foreign), "{end}");
    }
    for name in ["nbf", "iat"] {
        assert_eq!(kind(&with(name, json!(NOW.0 + 60))), Ok(()));
        assert_eq!(kind(&with(name, json!(NOW.0 + 61))), Err(Unwelcome::Expired));
        assert_eq!(kind(&with(name, json!("soon"))), Err(Unwelcome::Foreign));
    }
}

#[test]
fn garbage_is_refused_and_never_more() {
    let keys = ed25519("a").keys();
    let long = format!("eyJ.{}.a", "a".repeat(20_000));
    for text in ["", ".", "..", "a.b.c", "eyJ.e30.", "e30.e30.e30", "eyJhbGciOiJFZERTQSJ9.W10.", "....", &long, "é.é.é"]
    {
        assert!(judged(text, &keys).is_err(), "{text}");
    }
    for bytes in
        [&b""[..], b"{}", b"[]", b"{\"keys\":7}", b"{\"keys\":[]}", b"{\"keys\":[7,{\"kty\":\"RSA\"}]}", b"\xff"]
    {
        assert!(KeySet::parse(bytes).is_err());
    }
}
