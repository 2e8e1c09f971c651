//! How the program itself writes into a schema repo: values of TOML, and files beside those that are there.

use repo::Files;

/// A basic string of TOML.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// An array of strings of TOML.
pub fn quoted_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", items.into_iter().map(quoted).collect::<Vec<_>>().join(", "))
}

/// A path in `rollouts/` that is free: with this stem, and a number behind it where the stem alone is taken.
pub fn free_path(files: &Files, stem: &str) -> String {
    let there = files.list("rollouts").unwrap_or_default();
    let path = |number: u32| match number {
        1 => format!("rollouts/{stem}.toml"),
        _ => format!("rollouts/{stem}.{number}.toml"),
    };
    let is_free = |path: &String| !there.iter().any(|entry| entry.path == *path);
    (1..).map(path).find(is_free).unwrap_or_default()
}
