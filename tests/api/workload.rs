//! Tokens of workloads: an issuer of this test signs them, and the daemon finds its keys as it finds those of any other.

use ring::hmac;
use serde_json::{Value, json};
use tests::Fault;

use super::issuer::{Issuer, Key, coded, now};
use super::world::World;

const FOREIGN: &str = "401 foreign-token";

pub(super) fn good() -> Result<(), Fault> {
    let keys = [Key::ed25519("a")?, Key::p256("b")?, Key::rsa("c")?];
    let issuer = Issuer::with(&[&keys[0], &keys[1], &keys[2]])?;
    let world = World::with(&issuer.trust(), "")?;
    for key in &keys {
        assert_eq!(world.let_in(&key.token(&issuer.claims())?)?, "200", "{}", key.public());
    }
    let listed = issuer.claims_with("aud", json!(["elsewhere", "groundline"]));
    assert_eq!(world.let_in(&keys[0].token(&listed)?)?, "200");
    assert_eq!(issuer.asked(), 2, "discovery and keys are asked for once");
    world.logs("account=\"ci\"")?;
    assert!(world.log().contains("repo:acme/shop:ref:refs/heads/main"), "{}", world.log());
    Ok(())
}

pub(super) fn bad() -> Result<(), Fault> {
    let (key, other, rsa) = (Key::ed25519("a")?, Key::ed25519("a")?, Key::rsa("c")?);
    let issuer = Issuer::with(&[&key, &rsa])?;
    let world = World::with(&issuer.trust(), "")?;
    let with = |name: &str, value: Value| key.token(&issuer.claims_with(name, value));
    let now = now();
    let claimed = [
        ("aud", json!("elsewhere"), FOREIGN),
        ("aud", Value::Null, FOREIGN),
        ("iss", json!("https://token.example.com"), FOREIGN),
        ("iss", json!(format!("{}/", issuer.name())), FOREIGN),
        ("sub", json!("repo:acme/other:ref:refs/heads/main"), FOREIGN),
        ("sub", json!("repo:acme/shop"), FOREIGN),
        ("ref", json!("refs/tags/v1"), FOREIGN),
        ("ref", Value::Null, FOREIGN),
        ("exp", json!(now - 3600), "401 expired-token"),
        ("nbf", json!(now + 3600), "401 expired-token"),
        ("iat", json!(now + 3600), "401 expired-token"),
        ("exp", Value::Null, FOREIGN),
    ];
    for (name, value, expected) in claimed {
        assert_eq!(world.let_in(&with(name, value.clone())?)?, expected, "{name} = {value}");
    }
    let claims = issuer.claims();
    assert_eq!(world.let_in(&other.token(&claims)?)?, FOREIGN, "another key of the same name");
    let expired_and_forged = other.token(&issuer.claims_with("exp", json!(now - 3600)))?;
    assert_eq!(world.let_in(&expired_and_forged)?, FOREIGN, "who has no key does not learn what is expired");
    let unsigned = |algorithm: &str| {
        let header = json!({ "alg": algorithm, "kid": "a" }).to_string();
        format!("{}.{}.", coded(header), coded(claims.to_string()))
    };
    for algorithm in ["none", "None", "EdDSA"] {
        assert_eq!(world.let_in(&unsigned(algorithm))?, FOREIGN, "{algorithm}");
    }
    // The public key taken for a shared secret, as the text of its JSON.
    for shared in [key.public(), rsa.public()] {
        let mac = |message: &str| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, shared.as_bytes()), message.as_bytes());
        for algorithm in ["HS256", "RS256", "EdDSA"] {
            let header = json!({ "alg": algorithm, "kid": if algorithm == "RS256" { "c" } else { "a" } }).to_string();
            let signed = format!("{}.{}", coded(header), coded(claims.to_string()));
            let token = format!("{signed}.{}", coded(mac(&signed)));
            assert_eq!(world.let_in(&token)?, FOREIGN, "{algorithm}");
        }
    }
    let good = key.token(&claims)?;
    let changed = good.replacen('.', "x.", 1);
    assert!(world.let_in(&changed)?.starts_with("401 "), "a changed header");
    assert!(world.let_in(&good[..good.len() - 4])?.starts_with("401 "), "a cut signature");
    assert_eq!(world.let_in(&good)?, "200", "and the right one still lets in");
    Ok(())
}

pub(super) fn rotation() -> Result<(), Fault> {
    let (old, new) = (Key::ed25519("old")?, Key::ed25519("new")?);
    let issuer = Issuer::with(&[&old])?;
    let world = World::with(&issuer.trust(), "")?;
    let let_in = |key: &Key| world.let_in(&key.token(&issuer.claims())?);
    assert_eq!(let_in(&old)?, "200");
    assert_eq!(let_in(&new)?, FOREIGN, "the issuer does not have it yet");
    issuer.has(&[&new]);
    assert_eq!(let_in(&old)?, "200", "keys are kept for a while");
    assert_eq!(let_in(&new)?, "200", "an unknown key is looked for at once");
    assert_eq!(let_in(&old)?, FOREIGN, "and what the issuer does not have any more is gone");
    let before = issuer.asked();
    for number in 0..50 {
        let header = json!({ "alg": "EdDSA", "kid": format!("made-up-{number}") });
        assert_eq!(world.let_in(&new.token_with(&header, &issuer.claims())?)?, FOREIGN);
    }
    let asked = issuer.asked() - before;
    assert!(asked <= 2 * 8, "fifty made-up names made {asked} requests");
    assert_eq!(let_in(&new)?, "200", "whoever has a known key does not wait for that");
    Ok(())
}

pub(super) fn stranger() -> Result<(), Fault> {
    let key = Key::ed25519("a")?;
    let (trusted, stranger) = (Issuer::with(&[&key])?, Issuer::with(&[&key])?);
    let world = World::with(&trusted.trust(), "")?;
    assert_eq!(world.let_in(&key.token(&stranger.claims())?)?, FOREIGN);
    assert_eq!((stranger.asked(), trusted.asked()), (0, 0), "no key is fetched for a token that nothing trusts");
    let elsewhere = trusted.claims_with("aud", json!("elsewhere"));
    assert_eq!(world.let_in(&key.token(&elsewhere)?)?, FOREIGN);
    assert_eq!(trusted.asked(), 0);
    // The issuer sends the daemon to another place; it does not go.
    let away = format!("302 Found\r\nLocation: {}/.well-known/openid-configuration", stranger.name());
    trusted.says("/.well-known/openid-configuration", &away, "");
    assert_eq!(world.let_in(&key.token(&trusted.claims())?)?, "503 issuer-unreachable");
    let about = |name: String, keys: String| json!({ "issuer": name, "jwks_uri": keys }).to_string();
    let page = "/.well-known/openid-configuration";
    trusted.says(page, "200 OK", &about(stranger.name(), format!("{}/keys", stranger.name())));
    assert_eq!(world.let_in(&key.token(&trusted.claims())?)?, "503 issuer-unreachable", "it calls itself otherwise");
    trusted.says(page, "200 OK", &about(trusted.name(), "http://169.254.169.254/keys".to_owned()));
    assert_eq!(
        world.let_in(&key.token(&trusted.claims())?)?,
        "503 issuer-unreachable",
        "plain http to another machine"
    );
    assert_eq!(stranger.asked(), 0);
    Ok(())
}

pub(super) fn unreachable() -> Result<(), Fault> {
    let key = Key::ed25519("a")?;
    let (gone, lying) = (Issuer::with(&[&key])?, Issuer::with(&[&key])?);
    let world = World::with(&format!("{}{}", gone.trust(), lying.trust()), "")?;
    let token_of_gone = key.token(&gone.claims())?;
    drop(gone);
    let answer = world.review_as(&token_of_gone, &json!({ "statements": "SELECT 1;" }))?;
    assert_eq!((answer.status, answer.problem().as_str()), (503, "issuer-unreachable"), "{answer:?}");
    let pages = [
        ("/.well-known/openid-configuration", "<html>".to_owned()),
        ("/.well-known/openid-configuration", "{\"issuer\":7}".to_owned()),
        ("/.well-known/openid-configuration", format!("{{\"issuer\":\"{}\"}}", "x".repeat(300_000))),
    ];
    for (path, body) in pages {
        lying.says(path, "200 OK", &body);
        assert_eq!(world.let_in(&key.token(&lying.claims())?)?, "503 issuer-unreachable", "{}", body.len());
    }
    assert_eq!(world.let_in(&world.token)?, "200", "a token of the schema repo needs no issuer");
    Ok(())
}

pub(super) fn revoked() -> Result<(), Fault> {
    let key = Key::ed25519("a")?;
    let issuer = Issuer::with(&[&key])?;
    let world = World::with(&issuer.trust(), "")?;
    let token = key.token(&issuer.claims())?;
    assert_eq!(world.let_in(&token)?, "200");
    let (before, _) =
        world.people()?.split_once("[[trust]]").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
    world.commit("access/people.toml", &before)?;
    assert_eq!(world.let_in(&token)?, FOREIGN);
    Ok(())
}
