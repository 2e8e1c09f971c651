//! Tokens of each dialect, told by their text and kind.

use schema::Dialect::{self, MySql, Postgres, Sqlite};
use schema::sql::{Delimited, Lexer, TokenKind};

/// The significant tokens, each with the first letters of its kind.
fn tokens(dialect: Dialect, sql: &str) -> Vec<String> {
    let all: Vec<_> = Lexer::new(dialect, sql).collect();
    let joined: String = all.iter().map(|token| token.text(sql)).collect();
    assert_eq!(joined, sql, "nothing is lost");
    let shown = all.iter().filter(|token| token.kind != TokenKind::Space);
    shown.map(|token| format!("{}:{}", name(token.kind), token.text(sql))).collect()
}

fn name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Word => "word",
        TokenKind::QuotedIdent => "name",
        TokenKind::String => "str",
        TokenKind::Number => "num",
        TokenKind::Punct => "punct",
        TokenKind::Operator => "op",
        TokenKind::Param => "param",
        TokenKind::Space => "space",
        TokenKind::LineComment => "line",
        TokenKind::BlockComment => "block",
        TokenKind::VersionedOpen => "open",
        TokenKind::VersionedClose => "close",
        TokenKind::DollarString => "dollar",
        TokenKind::Unterminated(Delimited::String) => "no-end-str",
        TokenKind::Unterminated(Delimited::QuotedIdent) => "no-end-name",
        TokenKind::Unterminated(Delimited::BlockComment) => "no-end-block",
        TokenKind::Unterminated(Delimited::DollarString) => "no-end-dollar",
    }
}

#[track_caller]
fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
    assert_eq!(tokens(dialect, sql), expected, "{dialect:?}: {sql}");
}

#[test]
fn words_names_and_numbers_are_told_apart() {
    for dialect in [Sqlite, Postgres, MySql] {
        check(dialect, "a_1$ été 😀 x", &["word:a_1$", "word:été", "word:😀", "word:x"]);
        check(dialect, "1 1.5e-3 .5 1e5 0xFF 1.", &["num:1", "num:1.5e-3", "num:.5", "num:1e5", "num:0xFF", "num:1."]);
        check(
            dialect,
            "a.b,(c);",
            &["word:a", "punct:.", "word:b", "punct:,", "punct:(", "word:c", "punct:)", "punct:;"],
        );
    }
    check(Postgres, "1..10", &["num:1", "punct:.", "num:.10"]);
    check(
        MySql,
        "1st db.1st `x`.2nd",
        &["word:1st", "word:db", "punct:.", "word:1st", "name:`x`", "punct:.", "word:2nd"],
    );
    check(Postgres, "1e", &["num:1", "word:e"]);
}

#[test]
fn each_dialect_quotes_names_in_its_own_way() {
    check(Sqlite, "\"a\"\"b\" `c``d` [e \"f] 'g'", &["name:\"a\"\"b\"", "name:`c``d`", "name:[e \"f]", "str:'g'"]);
    check(
        Postgres,
        "\"a\"\"b\" U&\"\\0061\" a[1]",
        &["name:\"a\"\"b\"", "name:U&\"\\0061\"", "word:a", "punct:[", "num:1", "punct:]"],
    );
    check(MySql, "`a``b` \"c\\\"d\"", &["name:`a``b`", "str:\"c\\\"d\""]);
    let ansi: Vec<_> = Lexer::new(MySql, "\"c\"\"d\"").with_ansi_quotes(true).map(|token| token.kind).collect();
    assert_eq!(ansi, [TokenKind::QuotedIdent]);
}

#[test]
fn backslashes_escape_only_where_the_dialect_says_so() {
    check(Sqlite, r"'a\' x", &[r"str:'a\'", "word:x"]);
    check(Postgres, r"'a\' E'b\'c' e'\\' x", &[r"str:'a\'", r"str:E'b\'c'", r"str:e'\\'", "word:x"]);
    check(MySql, r"'a\'b' 'c''d' x", &[r"str:'a\'b'", "str:'c''d'", "word:x"]);
    check(MySql, r"'é\é\😀'", &[r"str:'é\é\😀'"]);
}

#[test]
fn prefixed_strings_are_one_token() {
    check(
        Postgres,
        "B'1' x'F' N'a' U&'\\0061' z'a'",
        &["str:B'1'", "str:x'F'", "str:N'a'", "str:U&'\\0061'", "word:z", "str:'a'"],
    );
    check(Sqlite, "X'00' b'1'", &["str:X'00'", "word:b", "str:'1'"]);
    check(MySql, "x'00' b'1' n'a' _utf8'a'", &["str:x'00'", "str:b'1'", "str:n'a'", "word:_utf8", "str:'a'"]);
}

#[test]
fn an_escape_string_goes_on_after_a_line_break() {
    check(Postgres, "E'a' -- x\n  'b\\'c' y", &["str:E'a' -- x\n  'b\\'c'", "word:y"]);
    check(Postgres, "E'a' 'b\\' y", &["str:E'a'", "str:'b\\'", "word:y"]);
}

#[test]
fn dollar_quotes_are_postgres_only_and_match_their_tag() {
    check(
        Postgres,
        "$$a;'$$ $x$ $$ $y$ $x$ $1 a$b$",
        &["dollar:$$a;'$$", "dollar:$x$ $$ $y$ $x$", "param:$1", "word:a$b$"],
    );
    check(Postgres, "$1$ $é$x$é$", &["param:$1", "op:$", "dollar:$é$x$é$"]);
    check(Postgres, "$a$ $b$a$ x", &["dollar:$a$ $b$a$", "word:x"]);
    check(Sqlite, "$a $1", &["param:$a", "param:$1"]);
    check(MySql, "$$", &["word:$$"]);
}

#[test]
fn comments_end_where_the_dialect_says() {
    check(Postgres, "/* a /* b */ c */ x", &["block:/* a /* b */ c */", "word:x"]);
    check(Sqlite, "/* a /* b */ c", &["block:/* a /* b */", "word:c"]);
    check(MySql, "/* a /* b */ c", &["block:/* a /* b */", "word:c"]);
    check(Postgres, "/*/ a */ x /**/", &["block:/*/ a */", "word:x", "block:/**/"]);
    check(Postgres, "a--b\rc", &["word:a", "line:--b", "word:c"]);
    check(Sqlite, "a--b\rc\nd", &["word:a", "line:--b\rc", "word:d"]);
    check(MySql, "1--2 -- c\n# d\n--", &["num:1", "op:-", "op:-", "num:2", "line:-- c", "line:# d", "line:--"]);
    check(Postgres, "1 # 2", &["num:1", "op:#", "num:2"]);
}

#[test]
fn versioned_comments_of_mysql_are_read_as_sql() {
    let expected = ["open:/*!50003", "word:SET", "str:'*/'", "block:/* x */", "num:1", "close:*/", "punct:;"];
    check(MySql, "/*!50003 SET '*/' /* x */ 1*/;", &expected);
    check(MySql, "/*M!100 a*/", &["open:/*M!100", "word:a", "close:*/"]);
    check(Postgres, "/*!1 a*/", &["block:/*!1 a*/"]);
}

#[test]
fn operators_follow_the_rules_of_the_dialect() {
    check(
        Postgres,
        "a::b :=1 <-> =- @-",
        &["word:a", "op:::", "word:b", "op::=", "num:1", "op:<->", "op:=", "op:-", "op:@-"],
    );
    check(Postgres, "*/*c*/- --d", &["op:*", "block:/*c*/", "op:-", "line:--d"]);
    check(Postgres, "a ?| b", &["word:a", "op:?|", "word:b"]);
    check(MySql, "a<=>b->>'$.c'", &["word:a", "op:<=>", "word:b", "op:->>", "str:'$.c'"]);
    check(Sqlite, "a||b->c", &["word:a", "op:||", "word:b", "op:->", "word:c"]);
}

#[test]
fn placeholders_and_variables_are_params() {
    check(Sqlite, "?1 ? :a @b $c", &["param:?1", "param:?", "param::a", "param:@b", "param:$c"]);
    check(MySql, "? @a @@global.b @'c'", &["param:?", "param:@a", "param:@@global.b", "op:@", "str:'c'"]);
    check(Postgres, "$1 :a", &["param:$1", "op::", "word:a"]);
}

#[test]
fn what_is_not_closed_says_so() {
    for dialect in [Sqlite, Postgres, MySql] {
        check(dialect, "a 'b", &["word:a", "no-end-str:'b"]);
        check(dialect, "a '''", &["word:a", "no-end-str:'''"]);
        check(dialect, "/* b", &["no-end-block:/* b"]);
        check(dialect, "/*", &["no-end-block:/*"]);
    }
    check(Postgres, "$x$ $$", &["no-end-dollar:$x$ $$"]);
    check(Postgres, "/* /* */", &["no-end-block:/* /* */"]);
    check(Postgres, "\"a", &["no-end-name:\"a"]);
    check(Sqlite, "[a", &["no-end-name:[a"]);
    check(MySql, "'a\\", &["no-end-str:'a\\"]);
    check(MySql, "`a", &["no-end-name:`a"]);
}

#[test]
fn a_byte_order_mark_is_space() {
    for dialect in [Sqlite, Postgres, MySql] {
        check(dialect, "\u{FEFF}a\u{FEFF}", &["word:a\u{FEFF}"]);
    }
}
