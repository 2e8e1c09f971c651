//! Where one piece of SQL text ends: the byte scanners below the lexer.
//!
//! Each takes the text and a start, and gives the end just after the piece, or `None` where the text ends first. They know
//! nothing of dialects; the lexer chooses between them.
//!
//! Invariant: no scanner looks at a byte twice more often than a constant, and none reads past the end.

/// Bytes that continue a word in every dialect: letters, digits, `_`, `$` and all beyond ASCII.
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || b == b'_' || b == b'$' || b >= 0x80;
        byte += 1;
    }
    table
};

pub(super) fn is_word(byte: u8) -> bool {
    WORD[byte as usize]
}

pub(super) fn is_word_start(byte: u8) -> bool {
    is_word(byte) && !byte.is_ascii_digit() && byte != b'$'
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// End of the run of bytes from `at` that satisfy the test.
pub(super) fn run(bytes: &[u8], at: usize, test: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !test(*b)).unwrap_or(rest.len())
}

/// Finds a byte.
fn find(bytes: &[u8], at: usize, wanted: u8) -> Option<usize> {
    Some(at + bytes.get(at..)?.iter().position(|b| *b == wanted)?)
}

/// End of the line, before its line feed.
pub(super) fn line(bytes: &[u8], at: usize) -> usize {
    find(bytes, at, b'\n').unwrap_or(bytes.len())
}

/// End of quoted text whose body starts at `at`; a doubled quote is part of it.
pub(super) fn quoted(bytes: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        at = find(bytes, at, quote)? + 1;
        if bytes.get(at) != Some(&quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// The same where a backslash takes the next byte with it.
pub(super) fn escaped(bytes: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        at = run(bytes, at, |b| b != quote && b != b'\\');
        if *bytes.get(at)? == b'\\' || bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return Some(at + 1);
        }
    }
}

/// End of `[name]`, which has no way to hold a `]`.
pub(super) fn bracketed(bytes: &[u8], at: usize) -> Option<usize> {
    Some(find(bytes, at, b']')? + 1)
}

/// End of a block comment whose body starts at `at`.
pub(super) fn block_comment(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = find(bytes, at, b'*')? + 1;
        if *bytes.get(at)? == b'/' {
            return Some(at + 1);
        }
    }
}

/// The same where comments nest.
pub(super) fn nested_comment(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 1u32;
    loop {
        at = run(bytes, at, |b| b != b'*' && b != b'/');
        match (*bytes.get(at)?, *bytes.get(at + 1)?) {
            (b'*', b'/') if depth == 1 => return Some(at + 2),
            (b'*', b'/') => depth -= 1,
            (b'/', b'*') => depth = depth.saturating_add(1),
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
}

/// End of the `$tag$` that starts at `at`, if one does.
pub(super) fn dollar_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let first = *bytes.get(at + 1)?;
    let end = if is_word_start(first) { run(bytes, at + 1, |b| is_word(b) && b != b'$') } else { at + 1 };
    (*bytes.get(end)? == b'$').then_some(end + 1)
}

/// End of a dollar-quoted string whose opening tag is `sql[at..body]`.
pub(super) fn dollar_string(sql: &str, at: usize, body: usize) -> Option<usize> {
    let tag = sql.get(at..body)?;
    Some(body + sql.get(body..)?.find(tag)? + tag.len())
}

/// Start of the next part of a PostgreSQL string: a quote after white space with a line break in it.
pub(super) fn continued_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut broken = false;
    loop {
        match *bytes.get(at)? {
            b'\'' => return broken.then_some(at + 1),
            b'\n' | b'\r' => broken = true,
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at = run(bytes, at, |b| b != b'\n' && b != b'\r');
                continue;
            }
            b if is_space(b) => {}
            _ => return None,
        }
        at += 1;
    }
}

/// End of a number that starts at `at` with a digit, or with a point and a digit.
pub(super) fn number(bytes: &[u8], at: usize) -> usize {
    if let (b'0', Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'), Some(digit)) =
        (bytes[at], bytes.get(at + 1), bytes.get(at + 2))
        && digit.is_ascii_hexdigit()
    {
        return run(bytes, at + 2, |b| b.is_ascii_alphanumeric() || b == b'_');
    }
    let mut end = digits(bytes, at);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.') {
        end = digits(bytes, end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(bytes, end + 1 + sign);
        }
    }
    end
}

fn digits(bytes: &[u8], at: usize) -> usize {
    run(bytes, at, |b| b.is_ascii_digit() || b == b'_')
}

/// End of a run of PostgreSQL operator characters, by the rules of its manual (section "Operators"): a comment ends it,
/// and a trailing sign is not part of it unless it holds a character that makes it unlike arithmetic.
///
/// A run is cut at the length that the server allows, so that a file of plus signs costs no more than another.
pub(super) fn postgres_operator(bytes: &[u8], at: usize) -> usize {
    let limit = bytes.len().min(at + LONGEST_OPERATOR);
    let end = run(&bytes[..limit], at, is_operator);
    let mut pairs = bytes[at..bytes.len().min(end + 1)].windows(2);
    let comment = pairs.position(|pair| matches!(pair, b"--" | b"/*"));
    let mut run = &bytes[at..comment.map_or(end, |within| at + within)];
    let ends_in_sign = |run: &[u8]| run.len() > 1 && matches!(run.last(), Some(b'+' | b'-'));
    let is_unlike = |b: &u8| matches!(b, b'~' | b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'|' | b'`' | b'?');
    if ends_in_sign(run) && !run.iter().any(is_unlike) {
        while ends_in_sign(run) {
            run = &run[..run.len() - 1];
        }
    }
    at + run.len().max(1)
}

const LONGEST_OPERATOR: usize = 63;

pub(super) fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!'
            | b'@'
            | b'#'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'<'
            | b'>'
            | b'='
    )
}
