//! The swap: the shadow takes the column's name, and the old column stays, fed by a trigger the other way. And what undoes it.
//!
//! Invariant: nothing here looks at rows; it holds its lock for as long as the catalog is written.

use schema::object::Column;
use schema::{Facts, Ident, Object};

use super::Change;
use super::around::Part;
use super::before::{self, drop_trigger, function, is_primary, not_null_check, trigger, words};
use super::conversion::Conversion;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::act::{hazards, index_form};
use crate::postgres::ground::Ground;
use crate::postgres::keep::column_definition;
use crate::postgres::piece::Piece;
use crate::postgres::render::{column_comment, comment_statement, identity_clause, index_settings, serial_sequence};
use crate::postgres::sql::{ident, idents, literal, name, within};
use crate::snapshot::{Keep, KeepKind};

/// The function of the trigger after the swap.
const BACK: &str = "back";

/// The swap, and what follows it.
pub(super) fn pieces(ground: &Ground<'_>, change: &Change<'_>) -> Vec<Piece> {
    let types: Vec<_> =
        change.columns.iter().map(|c| format!("{} to {}", c.from.name.as_str(), c.to.data_type)).collect();
    let mut piece = Piece::new(change.table, format!("change column {} of {}", types.join(", "), change.table));
    piece = piece.run(forth(ground, change), back(ground, change)).lock(Lock::AccessExclusive);
    for column in &change.columns {
        piece = hazards(ground, piece, change.table, column.from, column.to).keep(keep(change, column));
    }
    let order = format!(
        "{} comes last among the columns now: `SELECT *`, and INSERT and COPY that name no columns, meet it there",
        words(change)
    );
    vec![piece.hazard(HazardCode::Correctness, order), told(change), gathered(change)]
}

fn keep(change: &Change<'_>, column: &Conversion<'_>) -> Keep {
    Keep {
        kind: KeepKind::Fed,
        table: change.table.clone(),
        column: Some(column.from.name.clone()),
        in_schema: Some(change.names.schema.clone()),
        in_table: column.old.clone(),
        key: Vec::new(),
        definition: column_definition(column.from),
    }
}

/// One side of the swap: which column goes, which comes.
struct Side<'c> {
    /// What is there, under the column's name.
    going: &'c Column,
    /// The name that it gets.
    aside: &'c Ident,
    /// What comes.
    coming: &'c Column,
    /// The name that it has.
    from: &'c Ident,
}

impl<'c> Side<'c> {
    fn forth(column: &'c Conversion<'_>) -> Self {
        Self { going: column.from, aside: &column.old, coming: column.to, from: &column.shadow }
    }

    fn back(column: &'c Conversion<'_>) -> Self {
        Self { going: column.to, aside: &column.shadow, coming: column.from, from: &column.old }
    }
}

fn alter(change: &Change<'_>) -> String {
    format!("ALTER TABLE {}", name(change.table))
}

fn forth(ground: &Ground<'_>, change: &Change<'_>) -> Vec<String> {
    let table = alter(change);
    let mut all = vec![
        format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", name(change.table)),
        drop_trigger(change.table, &change.names),
    ];
    for part in &change.around.keys {
        let key = ident(&part.before.id.name);
        all.push(match is_primary_part(part) {
            true => format!("{table} DROP CONSTRAINT {key}"),
            false => format!("{table} RENAME CONSTRAINT {key} TO {}", ident(&part.old)),
        });
    }
    for part in &change.around.checks {
        all.push(format!("{table} DROP CONSTRAINT {}", ident(&part.before.id.name)));
    }
    all.extend(change.around.indexes.iter().map(|part| rename_index(change, &part.before.id.name, &part.old)));
    for column in &change.columns {
        all.extend(exchange(change, &Side::forth(column)));
        if column.to.not_null {
            let alter = format!("{table} ALTER COLUMN {}", column.name());
            let check = ident(&not_null_check(change, column));
            all.extend([format!("{alter} SET NOT NULL"), format!("{table} DROP CONSTRAINT {check}")]);
        }
        all.extend(dressed(ground, change, column.to));
    }
    for part in &change.around.keys {
        all.extend(key_from_index(change, part.after, &part.shadow));
    }
    for part in &change.around.checks {
        let (shadow, own) = (ident(&part.shadow), ident(&part.after.id.name));
        all.push(format!("{table} RENAME CONSTRAINT {shadow} TO {own}"));
        all.extend(comment_statement(part.after));
    }
    for part in &change.around.indexes {
        all.push(rename_index(change, &part.shadow, &part.after.id.name));
        if let Facts::Index(index) = &part.after.facts {
            all.extend(index_settings(&part.after.id, index));
        }
        all.extend(comment_statement(part.after));
    }
    all.extend([back_function(change), trigger(change.table, &change.names, BACK)]);
    all
}

fn back(ground: &Ground<'_>, change: &Change<'_>) -> Vec<String> {
    let table = alter(change);
    let mut all = vec![
        format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", name(change.table)),
        drop_trigger(change.table, &change.names),
    ];
    all.push(format!("DROP FUNCTION {}()", within(Some(&change.names.schema), &Ident::from(BACK))));
    all.extend(change.around.indexes.iter().map(|part| rename_index(change, &part.after.id.name, &part.shadow)));
    for part in &change.around.checks {
        let (own, shadow) = (ident(&part.after.id.name), ident(&part.shadow));
        all.push(format!("{table} RENAME CONSTRAINT {own} TO {shadow}"));
    }
    for part in &change.around.keys {
        all.push(format!("{table} DROP CONSTRAINT {}", ident(&part.after.id.name)));
    }
    for column in &change.columns {
        all.push(column_comment(change.table, &column.old, None));
        all.extend(exchange(change, &Side::back(column)));
        if column.from.not_null {
            all.push(format!("{table} ALTER COLUMN {} SET NOT NULL", column.name()));
        }
        all.push(format!("{table} DROP CONSTRAINT IF EXISTS {}", ident(&fits(change, column))));
        all.extend(dressed(ground, change, column.from));
    }
    for part in &change.around.keys {
        let own = ident(&part.before.id.name);
        match is_primary_part(part) {
            true => all.extend(key_from_index(change, part.before, &part.old)),
            false => all.push(format!("{table} RENAME CONSTRAINT {} TO {own}", ident(&part.old))),
        }
    }
    for part in &change.around.checks {
        if let Facts::Constraint(check) = &part.before.facts {
            let own = ident(&part.before.id.name);
            all.push(format!("{table} ADD CONSTRAINT {own} {} NOT VALID", check.definition));
        }
        all.extend(comment_statement(part.before));
    }
    all.extend(change.around.indexes.iter().map(|part| rename_index(change, &part.old, &part.before.id.name)));
    all.push(trigger(change.table, &change.names, before::FORTH));
    all
}

fn is_primary_part(part: &Part<'_>) -> bool {
    matches!(&part.before.facts, Facts::Constraint(constraint) if is_primary(constraint))
}

fn rename_index(change: &Change<'_>, from: &Ident, to: &Ident) -> String {
    format!("ALTER INDEX {} RENAME TO {}", within(change.table.schema.as_ref(), from), ident(to))
}

/// A key made of a unique index; what is said of its storage went into the index.
fn key_from_index(change: &Change<'_>, key: &Object, index: &Ident) -> Vec<String> {
    let Facts::Constraint(constraint) = &key.facts else { return Vec::new() };
    let form = index_form(constraint);
    let statement = format!(
        "{} ADD CONSTRAINT {} {} USING INDEX {}{}",
        alter(change),
        ident(&key.id.name),
        form.word,
        ident(index),
        form.deferral
    );
    std::iter::once(statement).chain(comment_statement(key)).collect()
}

/// The names change; what goes lets go of all that would stop writers of the other.
fn exchange(change: &Change<'_>, side: &Side<'_>) -> Vec<String> {
    let (table, column) = (alter(change), ident(&side.going.name));
    let own = format!("{table} ALTER COLUMN {column}");
    let mut all = Vec::new();
    if side.going.default.is_some() {
        all.push(format!("{own} DROP DEFAULT"));
    }
    if side.going.identity.is_some() {
        all.push(format!(
            "SELECT pg_catalog.set_config('groundline.position', coalesce(pg_catalog.pg_sequence_last_value({}::regclass)::text, ''), true)",
            serial_sequence(change.table, &side.going.name)
        ));
        all.push(format!("{own} DROP IDENTITY"));
    }
    if side.going.not_null {
        all.push(format!("{own} DROP NOT NULL"));
    }
    if side.going.comment.is_some() {
        all.push(column_comment(change.table, &side.going.name, None));
    }
    all.push(format!("{table} RENAME COLUMN {column} TO {}", ident(side.aside)));
    all.push(format!("{table} RENAME COLUMN {} TO {}", ident(side.from), ident(&side.coming.name)));
    all
}

/// What the column has beside its values: default, identity, sequence, comment, privileges.
fn dressed(ground: &Ground<'_>, change: &Change<'_>, column: &Column) -> Vec<String> {
    let own = format!("{} ALTER COLUMN {}", alter(change), ident(&column.name));
    let mut all = Vec::new();
    all.extend(column.default.as_ref().map(|default| format!("{own} SET DEFAULT {default}")));
    if let Some(identity) = &column.identity {
        all.push(format!("{own} ADD {}", identity_clause(identity)));
        all.push(format!(
            "SELECT pg_catalog.setval({}, pg_catalog.current_setting('groundline.position')::bigint) \
             WHERE pg_catalog.current_setting('groundline.position', true) <> ''",
            serial_sequence(change.table, &column.name)
        ));
    }
    let owned = ground.observed.objects.values().filter(|object| match &object.facts {
        Facts::Sequence(sequence) => {
            sequence.owned_by.as_ref().is_some_and(|(table, owned)| table == change.table && *owned == column.name)
        }
        _ => false,
    });
    let own_name = format!("{}.{}", name(change.table), ident(&column.name));
    all.extend(owned.map(|sequence| format!("ALTER SEQUENCE {} OWNED BY {own_name}", name(&sequence.id))));
    all.extend(column.comment.as_ref().map(|text| column_comment(change.table, &column.name, Some(text))));
    let grants = ground.live(change.table).map(|object| object.grants.as_slice()).unwrap_or_default();
    let on_column = format!("({})", ident(&column.name));
    all.extend(grants.iter().filter(|grant| grant.contains(&on_column)).map(ToString::to_string));
    all
}

/// Feeds the old column with what is written to the new one; what does not fit, or would not come back, leaves it empty.
fn back_function(change: &Change<'_>) -> String {
    let blocks = change.columns.iter().map(|column| {
        let (new, old) = (format!("NEW.{}", column.name()), format!("NEW.{}", ident(&column.old)));
        let changes = column.changes(&format!("OLD.{}", column.name()), &new);
        let (value, differs) = (column.value_back(&new), column.differs(&new, &old));
        format!(
            "  BEGIN\n    IF TG_OP = 'INSERT' OR {changes} THEN\n      {old} := {value};\n      IF {differs} THEN\n        \
             {old} := NULL;\n      END IF;\n    END IF;\n  EXCEPTION\n    WHEN data_exception OR integrity_constraint_violation OR insufficient_privilege THEN\n      \
             {old} := NULL;\n    WHEN undefined_column THEN\n      NULL;\n  END;\n"
        )
    });
    function(&change.names, BACK, before::zone(change), &blocks.collect::<String>())
}

/// The name of the check that every new value fits the old column: it is made when the swap is to be undone.
fn fits(change: &Change<'_>, column: &Conversion<'_>) -> Ident {
    change.names.name("fits", &column.from.name)
}

fn does_fit(column: &Conversion<'_>) -> String {
    let old = ident(&column.old);
    if column.from.not_null {
        format!("{old} IS NOT NULL")
    } else {
        format!("({old} IS NOT NULL OR {} IS NULL)", column.name())
    }
}

/// The old columns say what they are. Undone: every row is looked at, while everybody goes on.
fn told(change: &Change<'_>) -> Piece {
    let table = name(change.table);
    let told = change.columns.iter().map(|column| {
        let text = format!(
            "column {} as it was while it was {}; kept by Groundline, and fed with what is written",
            column.from.name.as_str(),
            column.from.data_type
        );
        column_comment(change.table, &column.old, Some(&text))
    });
    let validated = change.columns.iter().map(|column| {
        let fits = fits(change, column);
        format!(
            "DO $groundline$ BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {}::regclass AND conname = {}) \
             THEN ALTER TABLE {table} VALIDATE CONSTRAINT {}; END IF; END $groundline$",
            literal(&table),
            literal(fits.as_str()),
            ident(&fits)
        )
    });
    let piece = Piece::new(change.table, format!("say what is kept of {}", words(change)));
    piece.run(told, validated).lock(Lock::ShareUpdateExclusive).apart()
}

/// Statistics of the new columns. Undone: what does not fit the old columns any more is refused, first what is there, then what comes.
fn gathered(change: &Change<'_>) -> Piece {
    let table = name(change.table);
    let refused = change.columns.iter().map(|column| {
        let message = format!(
            "values of column {} of {} no longer fit {}: they were written since it was changed; change or delete them first",
            column.from.name.as_str(),
            change.table,
            column.from.data_type
        );
        format!(
            "DO $groundline$ BEGIN IF EXISTS (SELECT FROM {table} WHERE NOT ({})) THEN RAISE EXCEPTION USING MESSAGE = {}; \
             END IF; END $groundline$",
            does_fit(column),
            literal(&message)
        )
    });
    let added = change.columns.iter().map(|column| {
        let (fits, rule) = (ident(&fits(change, column)), does_fit(column));
        format!("ALTER TABLE {table} ADD CONSTRAINT {fits} CHECK ({rule}) NOT VALID")
    });
    let statement = format!("ANALYZE {table} ({})", idents(change.columns.iter().map(|column| &column.to.name)));
    let undo: Vec<_> = refused.chain(added).collect();
    let piece = Piece::new(change.table, format!("gather statistics of {} anew", change.table)).run([statement], undo);
    piece.lock(Lock::ShareUpdateExclusive).apart()
}
