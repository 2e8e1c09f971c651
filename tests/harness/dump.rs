//! A `pg_dump -s` in a form that can be compared.

/// The dump without comments, blank lines and session settings, its entries sorted.
///
/// The entries are sorted because pg_dump breaks ties by the order of creation. The columns inside of a `CREATE TABLE` are
/// sorted too: PostgreSQL appends a column that is added later, and moves none.
pub fn pg_dump_in_normal_form(dump: &str) -> String {
    let mut entries = vec![Vec::new()];
    for line in dump.lines() {
        if line.starts_with("-- Name: ") || line.starts_with("-- Data for Name: ") {
            entries.push(Vec::new());
        } else if let Some(entry) = entries.last_mut()
            && !is_noise(line)
        {
            entry.push(line);
        }
    }
    // What stands before the first entry is the session's settings.
    let entries = entries.into_iter().skip(1).map(without_online_changes);
    let mut entries: Vec<_> = entries.map(with_sorted_columns).filter(|entry| !entry.is_empty()).collect();
    entries.sort();
    entries.join("\n")
}

/// What an online change leaves beside the column that it changed is Groundline's own: it is looked for elsewhere.
fn without_online_changes(lines: Vec<&str>) -> Vec<&str> {
    let is_own = |line: &&str| line.contains("groundline_online_");
    let is_table =
        lines.iter().any(|line| line.starts_with("CREATE ") && line.contains(" TABLE ") && line.ends_with('('));
    match lines.iter().any(is_own) {
        true if is_table => lines.into_iter().filter(|line| !is_own(line)).collect(),
        true => Vec::new(),
        false => lines,
    }
}

/// An observer's text without privileges: they belong to roles, and a plan neither makes nor takes them.
pub fn without_privileges(dump: &str) -> String {
    dump.lines().filter(|line| !is_privilege(line)).collect::<Vec<_>>().join("\n")
}

/// The privileges in an observer's text, a line each.
pub fn privileges(dump: &str) -> Vec<&str> {
    dump.lines().filter(|line| is_privilege(line)).collect()
}

fn is_privilege(line: &str) -> bool {
    ["GRANT ", "REVOKE ", "ALTER DEFAULT PRIVILEGES "].iter().any(|start| line.starts_with(start))
}

fn is_noise(line: &str) -> bool {
    let frame = line == "--"
        || line.starts_with("-- PostgreSQL database dump")
        || line.starts_with("-- *not* creating schema")
        || line.starts_with("\\unrestrict ");
    let default = line == "SET default_tablespace = '';" || line == "SET default_table_access_method = heap;";
    line.is_empty() || frame || default
}

/// Columns of a table, and privileges on one object, are listed in the order in which they came.
fn with_sorted_columns(mut lines: Vec<&str>) -> String {
    if lines.iter().all(|line| is_privilege(line)) {
        lines.sort_unstable();
    }
    let opening =
        lines.iter().position(|line| line.starts_with("CREATE ") && line.contains(" TABLE ") && line.ends_with('('));
    let Some(start) = opening else { return lines.join("\n") };
    let Some(length) = lines[start..].iter().position(|line| line.starts_with(')')) else { return lines.join("\n") };
    let mut columns: Vec<_> = lines[start + 1..start + length].iter().map(|line| line.trim_end_matches(',')).collect();
    columns.sort_unstable();
    [&lines[..=start], &columns, &lines[start + length..]].concat().join("\n")
}
