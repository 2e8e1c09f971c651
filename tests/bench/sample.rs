//! Several runs of several commands in turn, and what they come to.

use tests::Fault;

use crate::measure::{Measured, Taken, run};

/// Several runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// The median wall time in seconds.
    pub(crate) median: f64,
    /// The least wall time in seconds.
    pub(crate) min: f64,
    /// The highest peak of memory in megabytes.
    pub(crate) peak_mb: f64,
}

impl Sample {
    /// The sample of those runs.
    pub(crate) fn of(taken: &[Taken]) -> Self {
        let mut seconds: Vec<f64> = taken.iter().map(|run| run.seconds).collect();
        seconds.sort_by(f64::total_cmp);
        Self {
            median: seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN),
            min: seconds.first().copied().unwrap_or(f64::NAN),
            peak_mb: taken.iter().map(|run| run.peak_mb).fold(0.0, f64::max),
        }
    }
}

/// Runs the commands in turn, after one warm-up of each.
pub(crate) fn commands_in_turn<const N: usize>(
    runs: usize,
    commands: [(&Measured, i32); N],
) -> Result<[Sample; N], Fault> {
    let mut taken: [Vec<Taken>; N] = std::array::from_fn(|_| Vec::new());
    for turn in 0..=runs {
        for (taken, (command, status)) in taken.iter_mut().zip(commands) {
            let one = run(command, status)?;
            if turn > 0 {
                taken.push(one);
            }
        }
    }
    Ok(taken.map(|taken| Sample::of(&taken)))
}
