//! Whatever the bytes of a schema repo are, its reading ends with a value.

use std::collections::BTreeMap;

use reconcile::desired::{Diagnostics, load};
use schema::Dialect;

use crate::template::files;

/// Marsaglia's xorshift: the same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Pieces that have a meaning somewhere, so that mutations reach deeper than a parser's first complaint.
const PIECES: [&[u8]; 22] = [
    b"\"",
    b"'",
    b"\"\"\"",
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"=",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    "🦀".as_bytes(),
    b"{id}",
    b"postgres://u:p@h:1/d?password=x",
    b"env:",
    b"-",
    b"9999999999999999999",
    b"1979-05-27T07:32:00Z",
    b".",
];

/// A repo that has every kind of table.
fn full() -> BTreeMap<String, Vec<u8>> {
    let mut files = files(Dialect::Postgres);
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.as_bytes().to_vec()));
    add(
        "targets/sets.toml",
        "[[target-set]]\nname = \"t-{id}\"\nenvironment = \"prod\"\nschema = \"app\"\nurl = \"env:T\"\nlabels = { a = \"b\" }\n\
         ids = { file = \"targets/ids.txt\" }\n[[target-set]]\nname = \"q-{id}\"\nenvironment = \"prod\"\nschema = \"app\"\n\
         url = \"postgres://u@h/{id}\"\nids = { query = \"SELECT 1\", url = \"env:C\" }\n",
    );
    add("targets/ids.txt", "a\nb\n");
    add(
        "access/people.toml",
        "[[person]]\nname = \"ada\"\nemails = [\"a@b\"]\nkeys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIW+O8kz+8qbzPfTrntkJgXnWuPfG5y3wcUDcK0nN9HA\"]\n\
         [[group]]\nname = \"dba\"\nmembers = [\"ada\"]\n[[service-account]]\nname = \"ci\"\n[[token]]\naccount = \"ci\"\n\
         hash = \"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\"\nscopes = [\"review\"]\n\
         expires = 2027-01-01\n[[trust]]\naccount = \"ci\"\nissuer = \"https://a.b/c\"\naudience = \"g\"\nsubject = \"x\"\n\
         claims = { a = true, b = 7 }\nscopes = [\"review\"]\ntargets = [\"*\"]\n",
    );
    add("policies/review.toml", "extends = [\"groundline:default\"]\n[rules.naming-table]\nlevel = \"error\"\n");
    add(
        "policies/rollout.toml",
        "mode = \"auto\"\nlock_timeout = \"3s\"\nexclude = [\"a*\"]\n[environment.dev]\ndrift = \"off\"\n\
         [[consent]]\nenvironment = \"dev\"\nobject = \"*\"\nhazard = \"data-loss\"\nreason = \"x\"\nuntil = 2026-12-31\n\
         [[window]]\nname = \"w\"\nenvironments = [\"p*\"]\nschedule = \"*/5 1-4 * jan,feb mon-fri\"\nduration = \"8h\"\n\
         [[freeze]]\nname = \"f\"\ntargets = [\"t-{id}\"]\nstart = 2026-12-20\nend = 2027-01-03T18:00:00\ntime_zone = \"Europe/Berlin\"\n",
    );
    files
}

fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.below(bytes.len() + 1);
    match numbers.below(4) {
        0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
        1 if at < bytes.len() => {
            let end = (at + 1 + numbers.below(8)).min(bytes.len());
            bytes.drain(at..end);
        }
        2 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
        _ => {
            let from = numbers.below(bytes.len() + 1);
            let end = (from + numbers.below(40)).min(bytes.len());
            let copy = bytes[from..end].to_vec();
            bytes.splice(at..at, copy);
        }
    }
}

#[test]
fn two_thousand_broken_repos_are_read_or_refused_and_never_end_the_program() {
    let whole = full();
    load(&whole).unwrap_or_else(|wrong| panic!("before it is broken it is whole:\n{wrong}"));
    let paths: Vec<_> = whole.keys().cloned().collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..2_000 {
        let mut broken = whole.clone();
        for _ in 0..=numbers.below(3) {
            let path = &paths[numbers.below(paths.len())];
            mutate(broken.get_mut(path).expect("no file is taken away"), &mut numbers);
        }
        match load(&broken) {
            Ok(state) => {
                read += 1;
                print(&state.check_texts(&broken));
            }
            Err(wrong) => {
                refused += 1;
                assert!(wrong.errors().next().is_some(), "a refusal has a reason: {broken:?}");
                print(&wrong);
            }
        }
    }
    assert!(read > 100 && refused > 100, "both happen: {read} read, {refused} refused");
}

#[test]
fn nesting_without_end_is_refused_and_does_not_end_the_program() {
    let deep = 20_000;
    for text in [
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}", "{a=".repeat(deep)),
        format!("a{} = 1\n", ".a".repeat(deep)),
        format!("[a{}]\n", ".a".repeat(deep)),
        format!("a = {{ a{} = 1 }}\n", ".a".repeat(deep)),
        "[[a]]\n".repeat(deep),
    ] {
        let mut files = files(Dialect::Sqlite);
        files.insert("targets/deep.toml".to_owned(), text.into_bytes());
        print(&load(&files).expect_err("it is no target"));
    }
}

/// Prints in every form; places are inside their files.
fn print(diagnostics: &Diagnostics) {
    let text = format!(
        "{diagnostics}\n{}\n{}",
        diagnostics.frames(),
        serde_json::to_string(diagnostics).expect("it serializes")
    );
    assert!(!text.contains('\0') && !text.contains('\u{1b}'), "{text}");
    for diagnostic in diagnostics.as_slice() {
        assert!(diagnostic.place.is_none_or(|place| place.line > 0 && place.column > 0), "{diagnostic}");
    }
}
