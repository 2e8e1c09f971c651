//! Declared renames, done on a scratch copy first: the database itself says what follows a new name.

use std::collections::BTreeSet;

use engine::{Live, Scratch};
use plan::{Rename, Step};
use schema::{Database, Kind, ObjectId};

use super::{PlanError, Planning};

/// What the declared renames come to.
#[derive(Default)]
pub(super) struct Renamed {
    /// The steps.
    pub(super) steps: Vec<Step>,
    /// The live database after them, where there are any.
    pub(super) database: Option<Database>,
    /// What they touch.
    pub(super) footprint: BTreeSet<ObjectId>,
}

/// Plans the renames that are still to be done, and reads from a scratch copy what the database looks like after them.
pub(super) async fn apply(
    live: &mut Live,
    observed: &Database,
    renames: &[Rename],
    server_version: u32,
    planning: &Planning,
) -> Result<Renamed, PlanError> {
    let steps = plan::rename_steps(observed, renames, server_version, planning.timeouts)?;
    if steps.is_empty() {
        return Ok(Renamed::default());
    }
    let touched = touched_by(observed, &steps);
    let copied = observed.with_dependencies(&touched);
    let part = observed.restricted_to(&copied);
    let mut scratch = Scratch::like(live, planning.scratch_url.as_ref()).await?;
    let after = renamed_copy(&mut scratch, &part, &steps, planning).await;
    scratch.discard().await?;
    let after = after?;

    let mut database = observed.clone();
    for id in &copied {
        database.objects.remove(*id);
    }
    for mut object in after.objects.into_values() {
        if let Some(before) = observed.get(&object.id) {
            object.grants.clone_from(&before.grants);
        }
        database.insert(object);
    }
    let mut footprint: BTreeSet<ObjectId> = touched.into_iter().collect();
    // It is in every scratch database of PostgreSQL.
    let public = ObjectId::new(Kind::Schema, None, "public".into());
    footprint.extend(observed.get(&public).map(|schema| schema.id.clone()));
    footprint.extend(schema::diff(observed, &database).into_iter().map(|change| change.object().id.clone()));
    Ok(Renamed { steps, database: Some(database), footprint })
}

async fn renamed_copy(
    scratch: &mut Scratch,
    part: &Database,
    steps: &[Step],
    planning: &Planning,
) -> Result<Database, PlanError> {
    scratch.build(part).await?;
    for step in steps {
        scratch.run(&step.statements).await.map_err(|source| PlanError::ProofFailed {
            step: step.id,
            summary: step.summary.clone(),
            source,
        })?;
    }
    let mut after = scratch.inspect(&planning.scope).await?;
    // Privileges and owners that are not looked at in the target are not looked at in its copy.
    let is_looked_at = |kind: Kind| part.objects.keys().any(|id| id.kind == kind);
    let access = [Kind::DefaultPrivileges, Kind::ExtensionVersion, Kind::Owner, Kind::Grant];
    after.objects.retain(|id, _| !access.contains(&id.kind) || is_looked_at(id.kind));
    Ok(after)
}

/// The renamed objects and everything that depends on them, directly or not.
fn touched_by(observed: &Database, steps: &[Step]) -> BTreeSet<ObjectId> {
    let dependents = observed.dependents();
    let mut touched = BTreeSet::new();
    let mut waiting: Vec<&ObjectId> = steps.iter().map(|step| &step.object).collect();
    while let Some(id) = waiting.pop() {
        if touched.insert(id.clone()) {
            waiting.extend(dependents.get(id).into_iter().flatten().copied());
        }
    }
    touched
}
