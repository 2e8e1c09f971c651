//! The reading of a schema repo, through its public face.

mod accepted;
mod addresses;
mod approval;
mod at_a_commit;
mod changelists;
mod documents;
mod mutation;
mod people;
mod places;
mod refused;
mod repo;
mod sets;
mod template;
mod windows;
