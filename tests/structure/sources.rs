//! What holds for every source file.

use tests::Fault;

use super::{files, read};

const LONGEST: usize = 600;

/// The part of a source file before its tests, as numbered lines without comments.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.lines().take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"));
    code.enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(place, line)| (place + 1, line))
}

/// The product's own source files: not its tests.
fn product_files() -> Vec<(String, std::path::PathBuf)> {
    let is_test = |name: &str| name.ends_with("/tests.rs") || name.ends_with("_tests.rs") || name.contains("/tests/");
    files("daemon", &[".rs"]).into_iter().filter(|(name, _)| name.contains("/src/") && !is_test(name)).collect()
}

fn product_offences(words: &[&str], is_meant: impl Fn(&str) -> bool, what: &str) -> Result<Vec<String>, Fault> {
    let mut offences = Vec::new();
    for (name, path) in product_files().into_iter().filter(|(name, _)| is_meant(name)) {
        for (line, text) in product_lines(&read(&path)?) {
            let found = words.iter().find(|word| text.contains(**word));
            offences.extend(found.map(|word| format!("{name}:{line}: {what} `{word}`")));
        }
    }
    Ok(offences)
}

pub(super) fn length() -> Result<Vec<String>, Fault> {
    let mut offences = Vec::new();
    for folder in ["daemon", "tests", "schema-repo-template", "policies"] {
        for (name, path) in files(folder, &[".rs", ".sql", ".html", ".css", ".js", ".sh", "/run", ".toml"]) {
            let lines = read(&path)?.lines().count();
            if lines > LONGEST {
                offences.push(format!("{name}: {lines} lines; split it by idea"));
            }
        }
    }
    Ok(offences)
}

pub(super) fn headers() -> Result<Vec<String>, Fault> {
    let mut offences = Vec::new();
    for (name, path) in files("daemon", &[".rs"]).into_iter().chain(files("tests", &[".rs"])) {
        let says_something =
            read(&path)?.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 10);
        if !says_something {
            offences.push(format!("{name}:1: the first line does not say what the file is, as `//! …`"));
        }
    }
    Ok(offences)
}

pub(super) fn panics() -> Result<Vec<String>, Fault> {
    let words =
        [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "dbg!(", "#[allow(", "#![allow(", "thread::sleep("];
    product_offences(&words, |_| true, "not outside of tests:")
}

pub(super) fn floor_zero() -> Result<Vec<String>, Fault> {
    let words = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::io",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "async fn",
        ".await",
        "println!(",
        "print!(",
    ];
    // Work that is shared by threads and comes out the same however many they are.
    let shares_work = |name: &str| name == "daemon/review/src/parallel.rs";
    let is_floor_zero = |name: &str| {
        !shares_work(name)
            && ["schema", "plan", "review", "access"].iter().any(|own| name.starts_with(&format!("daemon/{own}/")))
    };
    product_offences(&words, is_floor_zero, "not on floor 0:")
}

pub(super) fn type_names() -> Result<Vec<String>, Fault> {
    let mut offences = Vec::new();
    for (name, path) in product_files() {
        for (line, text) in product_lines(&read(&path)?) {
            let words: Vec<_> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let types =
                words.windows(2).filter(|pair| ["struct", "enum", "trait"].contains(&pair[0])).map(|pair| pair[1]);
            let empty = |ty: &&str| {
                ["Manager", "Helper", "Helpers", "Util", "Utils", "Info", "Data"].iter().any(|word| ty.ends_with(word))
            };
            offences.extend(types.filter(empty).map(|ty| format!("{name}:{line}: `{ty}` says nothing of what it is")));
        }
    }
    Ok(offences)
}
