//! SQLite at the database door, on real files: one binary, so that it is linked once.

mod case;
mod cases;
mod check;
mod door;
mod facts;
mod load;
mod observer;
mod schemas;
