//! Which of the rarer catalogs hold something that is not the system's own: one query, so that the others need not be asked.
//!
//! To ask a catalog costs the server more than to answer, as it plans each query anew; most databases have a few kinds only.

use sqlx::Row as _;

use super::reading::Reading;
use crate::{Error, Result};

/// What a database may have none of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rare {
    Extension,
    Collation,
    Conversion,
    Enum,
    DomainCheck,
    Range,
    Foreign,
    Parent,
    Sequence,
    Routine,
    Aggregate,
    Trigger,
    Rule,
    Policy,
    BaseType,
    Language,
    Transform,
    AccessMethod,
    Operator,
    OperatorFamily,
    Cast,
    TextSearch,
    Statistics,
    Publication,
    EventTrigger,
    DefaultPrivileges,
    Unsupported,
}

/// When it is there. What the system itself has, has a low oid; an extension's is counted here and left out later.
const CONDITIONS: &[(Rare, &str)] = &[
    (Rare::Extension, "SELECT FROM pg_extension WHERE oid >= 16384 OR extname <> 'plpgsql'"),
    (Rare::Collation, "SELECT FROM pg_collation WHERE oid >= 16384"),
    (Rare::Conversion, "SELECT FROM pg_conversion WHERE oid >= 16384"),
    (Rare::Enum, "SELECT FROM pg_enum"),
    (Rare::DomainCheck, "SELECT FROM pg_constraint WHERE contypid >= 16384"),
    (Rare::Range, "SELECT FROM pg_range WHERE rngtypid >= 16384"),
    (Rare::Foreign, "SELECT FROM pg_foreign_data_wrapper"),
    (Rare::Parent, "SELECT FROM pg_inherits"),
    (Rare::Sequence, "SELECT FROM pg_sequence"),
    (Rare::Routine, "SELECT FROM pg_proc WHERE oid >= 16384"),
    (Rare::Aggregate, "SELECT FROM pg_aggregate WHERE aggfnoid::oid >= 16384"),
    (Rare::Trigger, "SELECT FROM pg_trigger WHERE NOT tgisinternal"),
    (Rare::Rule, "SELECT FROM pg_rewrite WHERE oid >= 16384"),
    (Rare::Policy, "SELECT FROM pg_policy"),
    (
        Rare::BaseType,
        "SELECT FROM pg_type WHERE oid >= 16384 AND (typtype = 'p' OR typtype = 'b' AND typsubscript <> 'array_subscript_handler'::regproc)",
    ),
    (Rare::Language, "SELECT FROM pg_language WHERE oid >= 16384"),
    (Rare::Transform, "SELECT FROM pg_transform WHERE oid >= 16384"),
    (Rare::AccessMethod, "SELECT FROM pg_am WHERE oid >= 16384"),
    (Rare::Operator, "SELECT FROM pg_operator WHERE oid >= 16384"),
    (
        Rare::OperatorFamily,
        "SELECT FROM pg_opfamily WHERE oid >= 16384 UNION ALL SELECT FROM pg_opclass WHERE oid >= 16384",
    ),
    (Rare::Cast, "SELECT FROM pg_cast WHERE oid >= 16384"),
    (
        Rare::TextSearch,
        "SELECT FROM pg_ts_config WHERE oid >= 16384 UNION ALL SELECT FROM pg_ts_dict WHERE oid >= 16384 \
         UNION ALL SELECT FROM pg_ts_parser WHERE oid >= 16384 UNION ALL SELECT FROM pg_ts_template WHERE oid >= 16384",
    ),
    (Rare::Statistics, "SELECT FROM pg_statistic_ext"),
    (Rare::Publication, "SELECT FROM pg_publication"),
    (Rare::EventTrigger, "SELECT FROM pg_event_trigger"),
    (Rare::DefaultPrivileges, "SELECT FROM pg_default_acl"),
    (
        Rare::Unsupported,
        "SELECT FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         UNION ALL SELECT FROM pg_seclabel WHERE objoid >= 16384",
    ),
];

impl Reading<'_> {
    /// Finds out what is there.
    pub(super) async fn look_for_rare(&mut self) -> Result<()> {
        let each: Vec<String> = CONDITIONS.iter().map(|(_, condition)| format!("EXISTS ({condition})")).collect();
        let sql = format!("SELECT ARRAY[{}]", each.join(", "));
        let mut is_there: Vec<bool> = Vec::new();
        self.each(&sql, |_, row| {
            is_there = row.try_get(0)?;
            Ok(())
        })
        .await?;
        if is_there.len() != CONDITIONS.len() {
            let reason = format!("the server answered with {} values for {}", is_there.len(), CONDITIONS.len());
            return Err(Error::Refused { what: "inspecting the catalogs".to_owned(), reason });
        }
        self.rare = CONDITIONS.iter().zip(is_there).filter_map(|((rare, _), there)| there.then_some(*rare)).collect();
        Ok(())
    }

    /// Whether the database has some of it.
    pub(super) fn has(&self, rare: Rare) -> bool {
        self.rare.contains(&rare)
    }
}
