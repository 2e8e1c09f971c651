//! The MySQL engine on a real server, through its public face.
#![expect(clippy::panic, reason = "what helps a test panics as the test does")]

mod elaborate;
mod facts;
mod inspect;
mod load;
mod online;
mod place;
mod rights;
mod schemas;
mod steps;
mod token;
