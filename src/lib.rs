//! The core of awssupport: a client of the AWS Support API (2013-04-15) that speaks as botocore does.
//!
//! A call passes through stages, one file each, that meet in [`orchestrator`] alone:
//! [`validate`] → [`serialize`] → [`endpoint`] → [`credentials`] → [`sign`] → [`transport`] →
//! [`parse`] → [`retry`]. The service is data, in [`model`].
//!
//! Nothing here knows Python; what does stands in `binding`, behind the feature `python`.

mod activity;
pub mod answer;
pub mod body;
pub mod config;
mod connect;
pub mod credentials;
mod dispatch;
pub mod double_base64;
pub mod endpoint;
pub mod error;
pub mod es256;
pub mod fetch;
pub mod file_source;
mod forks;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod http_date;
mod json;
pub mod model;
pub mod observe;
pub mod orchestrator;
mod outgoing;
pub mod parse;
mod pool;
pub mod presign;
pub mod progress;
mod proxy;
pub mod repair;
mod response;
pub mod retry;
pub mod seams;
pub mod serialize;
pub mod sign;
pub mod slots;
mod tcp;
mod tls;
mod tls_failure;
pub mod transport;
pub mod user_agent;
pub mod validate;
pub mod value;

#[cfg(feature = "python")]
mod binding;
