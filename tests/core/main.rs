//! The core through its public Rust API, against servers in this process on 127.0.0.1: what goes
//! over the wire, and what comes of every answer and of every way not to get one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod attempts;
mod call;
mod caller;
mod certificates;
mod faults;
mod files;
mod idle;
mod observed;
mod pool;
mod proxy;
mod repairs;
mod responses;
mod retries;
mod secrets;
mod server;
mod signature;
mod slots;
mod tls;
