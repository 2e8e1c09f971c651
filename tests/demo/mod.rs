//! The quick start as a new user runs it, and its pages in a real browser.

mod browser;

use libtest_mimic::{Failed, Trial};
use tests::{Fault, Program};

use browser::Browser;

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let no_browser = Browser::installed().is_none();
    vec![
        trial("demo --once tells all five parts and ends with 0", false, once_tells_all),
        trial("demo refuses a folder that is not empty and writes nothing", false, filled_folder_is_refused),
        trial(
            "the pages show both targets in a browser, and their script runs under the content policy",
            no_browser,
            pages_in_a_browser,
        ),
    ]
}

fn trial(name: &str, ignored: bool, test: fn() -> Result<(), Fault>) -> Trial {
    Trial::test(format!("demo/{name}"), move || test().map_err(Failed::from)).with_ignored_flag(ignored)
}

fn demand(holds: bool, what: &str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(what)) }
}

fn once_tells_all() -> Result<(), Fault> {
    let ran = Program::fresh()?.run(["demo", "--once"])?;
    demand(ran.status == 0, &format!("it ended with {}\n{}{}", ran.status, ran.stdout, ran.stderr))?;
    let parts = [
        "1. A schema repo and two databases",
        "✓ staging has the column, and all 100 customers",
        "shop-production: pending, awaiting approval",
        "index quick_fix added",
        "✓ the column is gone; its values are in a snapshot",
        "✓ the column is back, with its 34 fax numbers",
        "All of it worked.",
    ];
    parts
        .iter()
        .try_for_each(|part| demand(ran.stdout.contains(part), &format!("it did not tell `{part}`\n{}", ran.stdout)))
}

fn filled_folder_is_refused() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let folder = program.home().join("filled");
    std::fs::create_dir(&folder)?;
    std::fs::write(folder.join("mine.txt"), "mine")?;
    let ran = program.run([std::ffi::OsStr::new("demo"), "--once".as_ref(), "--dir".as_ref(), folder.as_os_str()])?;
    demand(ran.status == 1, "it did not end with 1")?;
    demand(ran.stderr.contains("is not empty"), &ran.stderr)?;
    demand(std::fs::read_dir(&folder)?.count() == 1, "it wrote into the folder")
}

fn pages_in_a_browser() -> Result<(), Fault> {
    let browser = Browser::installed().ok_or_else(|| Fault::new("chromium is not installed"))?;
    let program = Program::fresh()?;
    let mut demo = program.call(["demo", "--listen", "127.0.0.1:0"]).spawn()?;
    let line = demo.line_with("its pages are at")?;
    let url = line.rsplit(' ').next().unwrap_or_default().to_owned();

    let window = browser.open()?;
    window.visit(&url)?;
    let early = window.page_with("shop-production", 1)?;
    demand(early.contains("shop-staging") && early.contains("<h1>Targets</h1>"), &early)?;
    demo.line_with("The pages stay at")?;
    // The page that was opened at the beginning has followed what came since, with nobody asking for it again.
    window.page_with(">live</span>", 1)?;
    window.page_with("in sync</span>", 2)?;
    window.visit(&format!("{url}targets/shop-staging"))?;
    let target = window.page_with("Last run", 1)?;
    demand(target.contains("shop-staging.db"), &target)
}
