//! The reconciler through its public face: status, store, and the loop over real repositories and real databases.

mod approvals;
mod changes;
mod clock;
mod drift;
mod interruption;
mod mysql;
mod postgres;
mod review;
mod sets;
mod source;
mod status;
mod store;
mod store_faults;
mod three_way;
mod upkeep;
mod waves;
mod windows;
mod world;
