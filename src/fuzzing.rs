//! What is fuzzed: functions of any bytes that panic where the core does not keep its word. There is
//! one for each door through which foreign bytes come in; `fuzz/` hands them to cargo-fuzz, and
//! `short_run` runs them in `cargo test`. Only there does this module exist.
//!
//! Inputs are text where that is possible, so that the files of the corpus can be read and written
//! by hand. Each target says what its input is made of.

#![allow(
    clippy::missing_panics_doc,
    clippy::expect_used,
    clippy::panic,
    reason = "a target fails by panicking"
)]

mod answers;
mod endpoints;
mod errors;
mod input;
mod proxies;
mod requests;
mod responses;
mod texts;
mod validation;

#[cfg(test)]
mod short_run;

pub use self::answers::answer;
pub use self::endpoints::endpoint;
pub use self::errors::error;
pub use self::proxies::proxy;
pub use self::requests::request;
pub use self::responses::response;
pub use self::texts::texts;
pub use self::validation::validation;

/// A function of any bytes that panics where a promise is broken.
pub type Target = fn(&[u8]);

/// All targets by the names that their corpora and their programs in `fuzz/` have.
pub const TARGETS: &[(&str, Target)] = &[
    ("answer", answer),
    ("endpoint", endpoint),
    ("error", error),
    ("proxy", proxy),
    ("request", request),
    ("response", response),
    ("texts", texts),
    ("validation", validation),
];
