//! Work on many items by several threads: the one place of the crate that knows of threads.
//!
//! Invariant: what comes out is in the order of what went in, whatever the number of threads.

use std::panic::resume_unwind;
use std::thread;

/// How many threads can run at once.
pub(crate) fn most() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Calls something for each item, on so many threads; what it gives, in the order of the items. A panic is passed on.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, threads: usize, call: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads < 2 || items.len() < 2 {
        return items.into_iter().map(call).collect();
    }
    let share = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    let own: Vec<T> = items.by_ref().take(share).collect();
    let others: Vec<Vec<T>> =
        (1..threads).map(|_| items.by_ref().take(share).collect()).filter(|share: &Vec<T>| !share.is_empty()).collect();
    let call = &call;
    thread::scope(|scope| {
        let each = |items: Vec<T>| items.into_iter().map(call).collect::<Vec<R>>();
        let running: Vec<_> = others.into_iter().map(|share| scope.spawn(move || each(share))).collect();
        let mut made = each(own);
        for thread in running {
            made.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_comes_out_is_in_the_order_of_what_went_in() {
        for (count, threads) in [(0, 4), (1, 4), (2, 4), (7, 3), (9, 1), (1000, 8)] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(super::map(items, threads, |item| item * 2), doubled, "{count} by {threads}");
        }
    }
}
