//! A plan file that somebody edited, cut or garbled is read or refused, and never ends the program.

use std::collections::BTreeSet;

use plan::{
    Consent, Draft, Guard, Hazard, HazardCode, Keep, KeepKind, Lock, Mode, Plan, Sealing, Step, Timeouts, Undo,
};
use schema::{Database, Dialect, Digest, Ident, Kind, ObjectId};

/// Marsaglia's xorshift: the same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e999",
    "18446744073709551616",
    "\\u0000",
    "\\ud800",
    "sha256:",
    "é",
    "\n",
    "0",
    "\"kind\":\"irreversible\",",
    "\"mode\":\"alone\",",
    "\"after\":9999999,",
];

fn sealed() -> Plan {
    let table = ObjectId::new(Kind::Table, Some(Ident::from("public")), Ident::from("a b"));
    let keep = Keep {
        kind: KeepKind::Column,
        table: table.clone(),
        column: Some(Ident::from("c")),
        in_schema: Some(Ident::from("groundline_keep_1")),
        in_table: Ident::from("values"),
        key: vec![Ident::from("id")],
        definition: Digest::of_parts([b"c".as_slice()]),
    };
    let step = |undo: Undo| Step {
        id: 0,
        summary: "drop column c".to_owned(),
        object: table.clone(),
        mode: Mode::Transaction,
        statements: vec!["ALTER TABLE \"a b\" DROP COLUMN c".to_owned()],
        online: None,
        lock: Lock::AccessExclusive,
        rewrite: false,
        rewrites: BTreeSet::from(["public.a b".to_owned()]),
        timeouts: Timeouts { lock_ms: 3000, statement_ms: 0 },
        hazards: vec![Hazard { code: HazardCode::DataLoss, message: "it goes".to_owned() }],
        guards: vec![Guard { query: "SELECT 1".to_owned(), message: "it has rows".to_owned(), after: 1 }],
        keeps: vec![keep.clone()],
        restores: vec![keep.clone()],
        undo,
    };
    let steps = vec![
        step(Undo::Statements { statements: vec!["ALTER TABLE \"a b\" ADD COLUMN c int".to_owned()] }),
        step(Undo::Irreversible { reason: "it is gone".to_owned() }),
    ];
    let empty = Database::empty(Dialect::Postgres);
    let draft = Draft { steps, footprint: BTreeSet::from([table]) };
    Plan::seal(Sealing { target: "shop", before: &empty, desired: &empty, unsupported: BTreeSet::default(), draft })
}

fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    let at = numbers.below(bytes.len() + 1);
    let to = (at + numbers.below(20)).min(bytes.len());
    match numbers.below(6) {
        0 => drop(bytes.drain(at..to)),
        1 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
        2 => {
            let copy = bytes[at..to].to_vec();
            bytes.splice(at..at, copy);
        }
        3 if at < bytes.len() => bytes[at] = b'0' + u8::try_from(numbers.below(10)).unwrap_or_default(),
        _ => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].bytes())),
    }
}

/// Does with a plan what a command does with one of a file.
fn use_it(plan: &Plan) {
    let _ = (plan.is_reversible(), plan::show::plan_text(plan), Consent::default().missing(plan));
    for step in &plan.steps {
        let _ = (step.rehearsal(), step.undo.statements());
        for done in 0..=step.statements.len() {
            let _ = step.guards_after(done).count();
        }
    }
}

#[test]
fn whatever_the_file_holds_it_is_read_or_refused() {
    let whole = sealed();
    let text = serde_json::to_vec_pretty(&whole).expect("a plan can be written");
    assert_eq!(serde_json::from_slice::<Plan>(&text).expect("and read"), whole);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let (mut read, mut edited) = (0, 0);
    for _ in 0..4_000 {
        let mut bytes = text.clone();
        for _ in 0..=numbers.below(3) {
            mutate(&mut bytes, &mut numbers);
        }
        let Ok(plan) = serde_json::from_slice::<Plan>(&bytes) else { continue };
        read += 1;
        use_it(&plan);
        // What decides what runs is under the digest: an edited plan is not intact.
        if plan.steps != whole.steps || plan.base != whole.base || plan.target != whole.target {
            edited += 1;
            assert!(!plan.is_intact(), "{}", String::from_utf8_lossy(&bytes));
        }
    }
    assert!(read > 100 && edited > 20, "{read} are read, {edited} of them are edited");
}

#[test]
fn nesting_without_end_is_refused() {
    for text in ["[".repeat(200_000), "{\"steps\":".repeat(100_000), format!("{{\"steps\":{}", "[".repeat(200_000))] {
        assert!(serde_json::from_str::<Plan>(&text).is_err());
    }
}
