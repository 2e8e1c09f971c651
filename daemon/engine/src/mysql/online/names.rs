//! The names of the tables that an online change makes beside a table.
//!
//! Invariant: they sort after the table's own name, byte by byte. The server takes its locks for an exchange of names in that order: so
//! the exchange queues at the table itself first, and no write slips through while it waits elsewhere.

/// The longest name of a table, in characters.
const LONGEST: usize = 64;

/// The names for one change of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    /// The table that is filled.
    pub(super) shadow: String,
    /// What the table as it was is called afterwards.
    pub(super) kept: String,
}

impl Names {
    /// The names; none where no name would sort after the table's own.
    pub(super) fn new(table: &str, job: i64) -> Option<Self> {
        Some(Self { shadow: beside(table, &format!("{job}_new"))?, kept: beside(table, &format!("{job}_old"))? })
    }
}

fn beside(table: &str, end: &str) -> Option<String> {
    let tail = format!("groundline_{end}");
    if table.chars().count() + 1 + tail.len() <= LONGEST {
        return Some(format!("{table}_{tail}"));
    }
    // `~` sorts after everything that ASCII names are made of.
    let base: String = table.chars().take(LONGEST - 1 - tail.len()).collect();
    let name = format!("{base}~{tail}");
    (name.as_bytes() > table.as_bytes()).then_some(name)
}

/// Whether a table of that name belongs to an online change.
pub(in crate::mysql) fn is_of_online_change(name: &str) -> bool {
    let Some((base, tail)) = name.rsplit_once("groundline_") else { return false };
    let number = tail.strip_suffix("_new").or_else(|| tail.strip_suffix("_old"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    base.len() > 1 && base.ends_with(['_', '~']) && number.is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_after_the_table_and_are_known_again() {
        for table in ["t", "orders", "_x", "Z", "0", &"o".repeat(50), &"z".repeat(64), &"}".repeat(64)] {
            let names = Names::new(table, 123).expect("names");
            for name in [&names.shadow, &names.kept] {
                assert!(name.as_bytes() > table.as_bytes(), "{name} {table}");
                assert!(name.chars().count() <= LONGEST && is_of_online_change(name), "{name}");
            }
        }
        assert_eq!(Names::new("t", 7).expect("names").shadow, "t_groundline_7_new");
    }

    #[test]
    fn a_name_that_cannot_sort_after_the_table_is_not_made() {
        assert_eq!(Names::new(&"ö".repeat(64), 1), None);
    }

    #[test]
    fn names_of_people_are_left_alone() {
        for name in ["t", "groundline_7_new", "t_groundline_new", "t_groundline_x_new", "tgroundline_7_new"] {
            assert!(!is_of_online_change(name), "{name}");
        }
    }
}
