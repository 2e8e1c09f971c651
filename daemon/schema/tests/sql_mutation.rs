//! Whatever the text, nothing panics and nothing is lost: thousands of broken variants of SQL, the same ones every time.

use schema::Dialect::{self, MySql, Postgres, Sqlite};
use schema::sql::{
    Ident, Lexer, LineIndex, TokenKind, classify, defines, directive, literal, mentions, offset_of_char, split, unquote,
};

const SEEDS: &[&str] = &[
    "CREATE TABLE \"a b\" (id int, -- groundline: renamed-from=\"x y\"\n `b` text DEFAULT 'it''s', [c] blob DEFAULT x'00');\n",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 'END;' END; UPDATE b SET c=?1 WHERE :d; END;\n",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $é$ SELECT E'\\'', U&\"\\0061\", $$x$$ $é$; SELECT 1::int @- 2;\n",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 2 THEN 3 END; END; /* a /* b */ c */ COPY t FROM stdin;\n1\t2\n\\.\n",
    "DELIMITER //\n/*!50003 CREATE DEFINER=`r`@`%` PROCEDURE p() BEGIN IF 1 THEN SELECT \"a\\\"b\"; END IF; END */ //\nDELIMITER ;\n# x\nSELECT 1--2;",
    "\u{FEFF}-- groundline: allow rule why 😀\r\n\r\nALTER TABLE t ADD COLUMN é int, ADD UNIQUE (a);COMMENT ON COLUMN a.b.c IS 'x';\\d\n",
];

/// Pieces that change what the rest of a text means.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "`",
    "[",
    "]",
    "$",
    "$$",
    "$a$",
    "\\",
    "--",
    "/*",
    "*/",
    "/*!",
    "#",
    ";",
    "(",
    ")",
    "\n",
    "\r",
    "E'",
    "U&\"",
    ".",
    "@",
    "😀",
    "\0",
    "BEGIN",
    "END",
    "CASE",
    " DELIMITER ",
    "COPY t FROM stdin;",
    "-- groundline: ",
    "CREATE TABLE t (",
    "é",
    ",",
    "++",
    "\u{FEFF}",
    "0x",
    "1e",
];

/// A small generator of numbers (xorshift), so that every run tries the same texts.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or(0)
    }
}

fn mutate(numbers: &mut Numbers, bytes: &mut Vec<u8>) {
    let at = numbers.below(bytes.len() + 1);
    let to = (at + numbers.below(12)).min(bytes.len());
    match numbers.below(6) {
        0 => drop(bytes.drain(at..to)),
        1 => bytes.truncate(at),
        2 => bytes.insert(at, numbers.below(256) as u8),
        3 => {
            let copy = bytes[at..to].to_vec();
            bytes.splice(at..at, copy);
        }
        _ => {
            let piece = PIECES[numbers.below(PIECES.len())];
            bytes.splice(at..at, piece.bytes());
        }
    }
}

fn check_all(dialect: Dialect, sql: &str) {
    check_tokens(dialect, sql);
    check_statements(dialect, sql);
    let name = unquote(dialect, sql);
    // The name of an object cannot be longer than PostgreSQL keeps.
    if dialect != Postgres || name.len() <= 63 {
        assert_eq!(unquote(dialect, &Ident::from(name.as_str()).display(dialect).to_string()), name);
    }
    let written = literal(dialect, sql).to_string();
    let kinds: Vec<_> = Lexer::new(dialect, &written).map(|token| token.kind).collect();
    assert_eq!(kinds, [TokenKind::String], "{dialect:?}: {written:?}");
    let _ = directive::parse(dialect, sql);
}

fn check_tokens(dialect: Dialect, sql: &str) {
    let mut end = 0;
    for token in Lexer::new(dialect, sql) {
        assert_eq!(token.span.start, end, "{dialect:?}: a gap in {sql:?}");
        assert!(token.span.end > end && sql.is_char_boundary(token.span.end), "{dialect:?}: {token:?} in {sql:?}");
        end = token.span.end;
    }
    assert_eq!(end, sql.len(), "{dialect:?}: {sql:?}");
}

fn check_statements(dialect: Dialect, sql: &str) {
    let index = LineIndex::new(sql);
    let mut end = 0;
    let mut clean = true;
    let mut spans = Vec::new();
    for item in split(dialect, sql) {
        match item {
            Ok(found) => {
                assert!(found.span.start >= end && !found.text.is_empty(), "{dialect:?}: {sql:?}");
                assert_eq!(&sql[found.span.clone()], found.text);
                assert_eq!(found.position, index.position(found.span.start), "{dialect:?}: {sql:?}");
                end = found.span.end;
                let _ = (mentions(dialect, found.text), defines(dialect, found.text), classify(dialect, found.text));
                spans.push(found.span);
            }
            Err(error) => {
                clean = false;
                assert_eq!(error.position, index.position(error.offset), "{dialect:?}: {error} in {sql:?}");
            }
        }
    }
    if clean && dialect != MySql {
        check_complete(dialect, sql, &spans);
    }
    assert_eq!(offset_of_char(sql, sql.chars().count()), Some(sql.len()));
}

/// Every significant token but the semicolons between them is in a statement.
fn check_complete(dialect: Dialect, sql: &str, spans: &[std::ops::Range<usize>]) {
    let mut spans = spans.iter().peekable();
    for token in Lexer::new(dialect, sql).filter(|token| !token.is_trivia()) {
        while spans.next_if(|span| span.end <= token.span.start).is_some() {}
        let inside = spans.peek().is_some_and(|span| span.start <= token.span.start && token.span.end <= span.end);
        assert!(inside || token.text(sql) == ";", "{dialect:?}: {token:?} is lost in {sql:?}");
    }
}

#[test]
fn no_text_panics_and_none_is_lost() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..2_500 {
        let mut bytes = SEEDS[round % SEEDS.len()].as_bytes().to_vec();
        if numbers.below(4) == 0 {
            bytes.extend_from_slice(SEEDS[numbers.below(SEEDS.len())].as_bytes());
        }
        for _ in 0..=numbers.below(8) {
            mutate(&mut numbers, &mut bytes);
        }
        let sql = String::from_utf8_lossy(&bytes);
        for dialect in [Sqlite, Postgres, MySql] {
            check_all(dialect, &sql);
        }
    }
}

#[test]
fn every_prefix_and_suffix_of_a_text_is_read() {
    for sql in SEEDS {
        for (at, _) in sql.char_indices() {
            for dialect in [Sqlite, Postgres, MySql] {
                check_all(dialect, &sql[..at]);
                check_all(dialect, &sql[at..]);
            }
        }
    }
}

/// Each of these would take minutes if any part of the work grew with the square of the length.
#[test]
fn long_texts_of_one_kind_take_time_in_proportion() {
    let pieces = [
        "+",
        "$a",
        "$a$b",
        "'",
        "''",
        ";/**/",
        "E'a'\n--c\n",
        "(",
        "/*",
        "/",
        "a ",
        ";",
        "-- groundline: allow a b\n;",
        "é",
        "\\\n",
        "1.",
        "/*!1*/;",
        "BEGIN ",
    ];
    for piece in pieces {
        let sql = piece.repeat(100_000 / piece.len());
        for dialect in [Sqlite, Postgres, MySql] {
            let _ = (Lexer::new(dialect, &sql).count(), split(dialect, &sql).count());
            let _ = (mentions(dialect, &sql), defines(dialect, &sql), classify(dialect, &sql));
        }
    }
}
