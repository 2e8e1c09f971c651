//! Signatures that `ssh-keygen` makes, by keys of every kind that is taken, and wrong in every way that is known.

use std::path::Path;
use std::process::{Command, Stdio};

use access::ssh::{AllowedSigners, NotAllowed, SignatureError, SshSignature};
use access::{Moment, SigningKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use sha2::{Digest as _, Sha256, Sha512};

const PURPOSE: &str = "approval@groundline";
const TEXT: &[u8] = b"a statement\n";

fn keygen(args: &[&str], input: &[u8]) -> (bool, Vec<u8>) {
    use std::io::Write as _;
    let mut command = Command::new("ssh-keygen");
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("ssh-keygen runs");
    // A program that reads nothing may have ended already.
    let _ = child.stdin.take().expect("its input").write_all(input);
    let output = child.wait_with_output().expect("it ends");
    (output.status.success(), output.stdout)
}

/// Makes a key and gives its file and its public line.
fn key(folder: &Path, name: &str, kind: &[&str]) -> (String, String) {
    let file = folder.join(name).display().to_string();
    assert!(keygen(&[&["-q", "-N", "", "-C", name, "-f", &file][..], kind].concat(), b"").0, "{kind:?}");
    let public = std::fs::read_to_string(format!("{file}.pub")).expect("the public key");
    (file, public.trim().to_owned())
}

fn signed(file: &str, purpose: &str) -> Vec<u8> {
    let (done, signature) = keygen(&["-Y", "sign", "-n", purpose, "-f", file], TEXT);
    assert!(done, "it signs");
    signature
}

#[test]
fn signatures_by_every_kind_of_key_are_good_and_no_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let kinds: [&[&str]; 4] = [
        &["-t", "ed25519"],
        &["-t", "ecdsa", "-b", "256"],
        &["-t", "ecdsa", "-b", "384"],
        &["-t", "rsa", "-b", "3072"],
    ];
    for (number, kind) in kinds.into_iter().enumerate() {
        let (file, public) = key(folder.path(), &format!("key{number}"), kind);
        let signature = SshSignature::parse(&signed(&file, PURPOSE)).expect("it is read");
        assert_eq!(*signature.key(), SigningKey::parse(&public).expect("a key"), "{kind:?}");
        assert_eq!(signature.verify(PURPOSE, TEXT), Ok(()), "{kind:?}");
        assert_eq!(signature.verify(PURPOSE, b"another statement\n"), Err(SignatureError::Bad));
        assert!(matches!(signature.verify("git", TEXT), Err(SignatureError::Purpose { .. })));
    }
    let (file, _) = key(folder.path(), "short", &["-t", "rsa", "-b", "2048"]);
    assert!(matches!(SshSignature::parse(&signed(&file, PURPOSE)), Err(SignatureError::Key(_))), "too short");
    let (file, _) = key(folder.path(), "large", &["-t", "ecdsa", "-b", "521"]);
    assert!(matches!(SshSignature::parse(&signed(&file, PURPOSE)), Err(SignatureError::Key(_))), "cannot be checked");
}

#[test]
fn a_certificate_speaks_for_its_principals_in_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let (authority, public) = key(folder.path(), "authority", &["-t", "ecdsa", "-b", "256"]);
    let (file, bare) = key(folder.path(), "alice", &["-t", "ed25519"]);
    let valid = "20260101000000Z:20270101000000Z";
    assert!(
        keygen(
            &["-q", "-s", &authority, "-I", "x", "-n", "alice@example.com", "-V", valid, &format!("{file}.pub")],
            b""
        )
        .0
    );
    let signature = SshSignature::parse(&signed(&format!("{file}-cert.pub"), PURPOSE)).expect("it is read");
    assert_eq!(signature.verify(PURPOSE, TEXT), Ok(()));
    let list = |line: &str| AllowedSigners::parse(line).expect("a list");
    let of_authority = list(&format!("*@example.com cert-authority,namespaces=\"{PURPOSE}\" {public}\n"));
    let (in_time, late) = (Moment::of_day(2026, 6, 1), Moment::of_day(2027, 6, 1));
    let judge = |who: &str, purpose: &str, at| of_authority.allows(&signature, who, purpose, at);
    assert_eq!(judge("alice@example.com", PURPOSE, in_time), Ok(()));
    assert_eq!(judge("alice@example.com", PURPOSE, late), Err(NotAllowed::Time));
    assert_eq!(judge("alice@example.com", "git", in_time), Err(NotAllowed::Purpose));
    assert_eq!(
        judge("bob@example.com", PURPOSE, in_time),
        Err(NotAllowed::Unknown),
        "the certificate does not name bob"
    );
    let without = list(&format!("*@example.com {public}\n"));
    assert_eq!(without.allows(&signature, "alice@example.com", PURPOSE, in_time), Err(NotAllowed::Unknown));
    let by_key = list(&format!("alice@example.com,!bob@example.com valid-before=\"20260301Z\" {bare}\n"));
    assert_eq!(by_key.allows(&signature, "alice@example.com", PURPOSE, in_time), Err(NotAllowed::Time));
    assert_eq!(by_key.allows(&signature, "alice@example.com", PURPOSE, Moment::of_day(2026, 2, 1)), Ok(()));
}

fn put(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&u32::try_from(part.len()).expect("short").to_be_bytes());
    out.extend_from_slice(part);
}

/// What a hardware key of kind Ed25519 answers, made without one: its public line and an armored signature.
fn hardware(flags: u8) -> (String, Vec<u8>) {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("random bytes");
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
    let (kind, application) = ("sk-ssh-ed25519@openssh.com", b"ssh:");
    let mut public = Vec::new();
    [kind.as_bytes(), pair.public_key().as_ref(), application].into_iter().for_each(|part| put(&mut public, part));
    let mut message = b"SSHSIG".to_vec();
    [PURPOSE.as_bytes(), b"", b"sha512", &Sha512::digest(TEXT)].into_iter().for_each(|part| put(&mut message, part));
    let counter = 7_u32.to_be_bytes();
    let over = [&Sha256::digest(application)[..], &[flags], &counter, &Sha256::digest(&message)[..]].concat();
    let mut made = Vec::new();
    [kind.as_bytes(), pair.sign(&over).as_ref()].into_iter().for_each(|part| put(&mut made, part));
    made.push(flags);
    made.extend_from_slice(&counter);
    let mut blob = b"SSHSIG\x00\x00\x00\x01".to_vec();
    [&public[..], PURPOSE.as_bytes(), b"", b"sha512", &made].into_iter().for_each(|part| put(&mut blob, part));
    let armored = format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", STANDARD.encode(blob));
    (format!("{kind} {}", STANDARD.encode(public)), armored.into_bytes())
}

#[test]
fn a_hardware_key_counts_where_it_was_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    for (flags, is_good) in [(1, true), (5, true), (0, false), (4, false)] {
        let (public, signature) = hardware(flags);
        let read = SshSignature::parse(&signature).expect("it is read");
        assert_eq!(read.verify(PURPOSE, TEXT).is_ok(), is_good, "flags {flags}");
        let (list, file) = (folder.path().join("allowed"), folder.path().join("signature"));
        std::fs::write(&list, format!("a@b {public}\n")).expect("a list");
        std::fs::write(&file, signature).expect("a signature");
        let (list, file) = (list.display().to_string(), file.display().to_string());
        let verify = ["-Y", "verify", "-n", PURPOSE, "-I", "a@b", "-f", &list, "-s", &file];
        // The signature itself is good; that somebody was there is what approvals demand beside it.
        assert!(keygen(&verify, TEXT).0, "flags {flags}");
    }
}

#[test]
fn a_signature_inside_a_tag_stands_at_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, _) = key(folder.path(), "key", &["-t", "ed25519"]);
    let armor = signed(&file, "git");
    let object = [TEXT, &armor].concat();
    let (content, signature) = SshSignature::split_signed(&object).expect("both");
    assert_eq!((content, signature), (TEXT, armor.as_slice()));
    assert!(SshSignature::split_signed(TEXT).is_none() && SshSignature::split_signed(b"").is_none());
}

#[test]
fn whatever_the_bytes_are_reading_ends_and_nothing_else_verifies() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, _) = key(folder.path(), "key", &["-t", "ed25519"]);
    let armored = String::from_utf8(signed(&file, PURPOSE)).expect("text");
    let body: String = armored.lines().filter(|line| !line.starts_with('-')).collect();
    let blob = STANDARD.decode(body).expect("base64");
    let good = SshSignature::parse(armored.as_bytes()).expect("it is read");
    let mut state = 0x2545_f491_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("it fits") % below
    };
    for _ in 0..5_000 {
        let mut bytes = blob.clone();
        let at = random(bytes.len());
        match random(3) {
            0 => bytes[at] ^= 1 << random(8),
            1 => bytes.truncate(at),
            _ => bytes.insert(at, 0xff),
        }
        let text = format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----", STANDARD.encode(&bytes));
        // The reserved field is no part of what is signed by OpenSSH either: its value is taken as empty.
        if let Ok(read) = SshSignature::parse(text.as_bytes()) {
            assert!(read.verify(PURPOSE, TEXT).is_err() || read.key() == good.key(), "{bytes:?}");
        }
    }
    for text in
        ["", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SSH SIGNATURE----------END SSH SIGNATURE-----", "\u{fffd}"]
    {
        assert_eq!(SshSignature::parse(text.as_bytes()).err(), Some(SignatureError::Form), "{text}");
    }
}
