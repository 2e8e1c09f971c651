//! Equal names share one text: a database that was read back from its serialized form is as small as one that was inspected.

use std::collections::HashSet;

use crate::object::{Column, Facts, Object, ObjectId, View};
use crate::sql::Ident;

/// Lets equal names of the objects share their text.
pub(crate) fn share_names(objects: &mut [Object]) {
    let mut names = Names(HashSet::new());
    for object in objects {
        names.id(&mut object.id);
        object.depends_on.iter_mut().for_each(|id| names.id(id));
        names.facts(&mut object.facts);
    }
}

struct Names(HashSet<Ident>);

impl Names {
    fn name(&mut self, name: &mut Ident) {
        match self.0.get(name.as_str()) {
            Some(known) => *name = known.clone(),
            None => drop(self.0.insert(name.clone())),
        }
    }

    fn id(&mut self, id: &mut ObjectId) {
        self.name(&mut id.name);
        for name in [&mut id.schema, &mut id.of].into_iter().flatten() {
            self.name(name);
        }
    }

    fn facts(&mut self, facts: &mut Facts) {
        match facts {
            Facts::Table(table) => {
                self.columns(&mut table.columns);
                table.inherits.iter_mut().for_each(|id| self.id(id));
                table.partition_of.iter_mut().for_each(|of| self.id(&mut of.parent));
            }
            Facts::Composite { attributes } => self.columns(attributes),
            Facts::Constraint(constraint) => {
                constraint.columns.iter_mut().for_each(|name| self.name(name));
                constraint.references.iter_mut().for_each(|id| self.id(id));
            }
            Facts::Index(index) => {
                self.id(&mut index.on);
                index.parent.iter_mut().for_each(|id| self.id(id));
            }
            Facts::View(view) | Facts::MaterializedView(view) => self.view(view),
            Facts::Sequence(sequence) => {
                if let Some((table, column)) = &mut sequence.owned_by {
                    self.id(table);
                    self.name(column);
                }
            }
            Facts::Extension { schema } => self.name(schema),
            Facts::Schema
            | Facts::Enum { .. }
            | Facts::Domain(_)
            | Facts::Routine(_)
            | Facts::Program(_)
            | Facts::Grant(_)
            | Facts::Defined { .. } => {}
        }
    }

    fn columns(&mut self, columns: &mut Vec<Column>) {
        columns.shrink_to_fit();
        columns.iter_mut().for_each(|column| self.name(&mut column.name));
    }

    fn view(&mut self, view: &mut View) {
        view.columns.shrink_to_fit();
        view.columns.iter_mut().for_each(|column| self.name(&mut column.name));
    }
}
