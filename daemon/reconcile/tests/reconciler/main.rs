//! The reconciler through its public face: status, store, and the loop over real repositories and real databases.

mod status;
mod store;
mod store_faults;
mod three_way;
