//! The word that somebody probably meant.
//!
//! Not a correction: nothing is ever read as the nearest word.

/// The candidate nearest to `word`, if one is near enough to be a slip; the first in order where two are as near.
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = plain(word);
    let allowed = (word.chars().count() / 3).max(1);
    let distance = |candidate: &'a str| (strsim::damerau_levenshtein(&plain, &self::plain(candidate)), candidate);
    candidates
        .into_iter()
        .map(distance)
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Ends a message with the word that was probably meant.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default()
}

/// Lists words where the list is short enough to read.
pub(super) fn short_list<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let words: Vec<_> = words.into_iter().collect();
    match words.len() {
        0 | 17.. => None,
        _ => Some(words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// Without case and with one kind of dash; only the beginning of a text that is too long to be a slip.
fn plain(word: &str) -> String {
    word.chars().take(80).flat_map(char::to_lowercase).map(|c| if c == '_' { '-' } else { c }).collect()
}
