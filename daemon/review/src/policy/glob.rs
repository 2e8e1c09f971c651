//! Globs over paths and names of targets: `*`, `**`, `?`.
//!
//! Not over files: nothing is looked up.
//!
//! Invariant: linear in the pattern times the text, whatever the pattern.

/// Whether a text matches; `*` stops at a slash, `**` does not.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // `reach[j]`: the pattern so far matches the first j characters.
    let mut reach = vec![false; text.len() + 1];
    reach[0] = true;
    let mut at = 0;
    while at < pattern.len() {
        let is_star = pattern[at] == '*';
        let crosses = is_star && pattern.get(at + 1) == Some(&'*');
        let mut next = vec![false; text.len() + 1];
        for place in 0..=text.len() {
            next[place] = match pattern[at] {
                '*' => reach[place] || (place > 0 && next[place - 1] && (crosses || text[place - 1] != '/')),
                '?' => place > 0 && reach[place - 1] && text[place - 1] != '/',
                wanted => place > 0 && reach[place - 1] && text[place - 1] == wanted,
            };
        }
        reach = next;
        at += if crosses { 2 } else { 1 };
        // `**/` also stands for no folder at all.
        if crosses && pattern.get(at) == Some(&'/') && reach[0] {
            let rest: String = pattern[at + 1..].iter().collect();
            if matches(&rest, &text.iter().collect::<String>()) {
                return true;
            }
        }
    }
    reach[text.len()]
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stops_at_a_slash_and_two_do_not() {
        assert!(matches("migrations/*.sql", "migrations/1.sql"));
        assert!(!matches("migrations/*.sql", "migrations/old/1.sql"));
        assert!(matches("migrations/**", "migrations/old/1.sql"));
        assert!(matches("**/1.sql", "1.sql"));
        assert!(matches("shop-?", "shop-a"));
        assert!(!matches("shop-?", "shop-ab"));
    }
}
