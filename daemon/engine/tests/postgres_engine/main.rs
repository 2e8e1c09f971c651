//! The PostgreSQL engine on a real server, through its public face.

mod elaborate;
mod inspect;
mod load;
mod place;
mod rights;
mod schemas;
mod server;
mod steps;
mod token;
