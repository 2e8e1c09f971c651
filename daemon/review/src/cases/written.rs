//! Reads the cases of a rule from its source, so that they can be counted and gone through for all rules at once.
//!
//! Not Rust: only calls of `crate::cases::check…` whose arguments are written out.
//!
//! Invariant: what is not a string in a list of such a call is no case.

/// The cases of one call.
#[derive(Debug, Default)]
pub(super) struct Call {
    /// The settings, empty where there are none.
    pub(super) settings: String,
    /// The lists of the call: rows where it has them, what fires, what passes.
    pub(super) lists: Vec<Vec<String>>,
}

/// The calls of a source, by the word behind `check`.
pub(super) fn calls(source: &str) -> Vec<(&str, Call)> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some((_, after)) = rest.split_once("cases::check") {
        let (kind, arguments) = after.split_once('(').unwrap_or((after, ""));
        found.push((kind, call(arguments)));
        rest = arguments;
    }
    found
}

fn call(text: &str) -> Call {
    let mut call = Call::default();
    let (mut depth, mut lists) = (1usize, 0usize);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let value = string(&mut chars);
                match (lists, call.lists.last_mut()) {
                    (1, Some(list)) => list.push(value),
                    _ => call.settings.push_str(&value),
                }
            }
            '[' => {
                lists += 1;
                if lists == 1 {
                    call.lists.push(Vec::new());
                }
            }
            ']' => lists = lists.saturating_sub(1),
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    call
}

/// A string literal behind its first quote, with its escapes resolved.
fn string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut value = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some('u') => {
                    let code: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    value.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some(other) => value.push(other),
                None => {}
            },
            other => value.push(other),
        }
    }
    value
}
