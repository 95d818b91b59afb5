//! One call: what it is made of, and how far it has come.

use std::borrow::Cow;
use std::fmt;

use crate::answer::Answer;
use crate::config::ClientConfig;
use crate::credentials::Credentials;
use crate::endpoint::ResolvedEndpoint;
use crate::error::Error;
use crate::model::OperationModel;
use crate::observe::{CallEvent, Watch};
use crate::parse::ResponseMetadata;
use crate::progress::SendProgress;
use crate::retry::RetryDecision;
use crate::retry::announce::ttl;
use crate::serialize::SerializedRequest;

/// What makes one call differ from another of the same client, beside its parameters.
#[derive(Clone, Debug, Default)]
pub struct CallContext {
    /// The value of `X-Amzn-Trace-Id`, where there is one.
    pub trace_id: Option<String>,
    /// Whether a paginator makes the call, which the User-Agent tells.
    pub paginating: bool,
    /// Is told how much of the current attempt's body has been sent.
    pub progress: SendProgress,
    /// Who looks on.
    pub watch: Watch,
}

impl CallContext {
    /// The User-Agent of the call.
    pub(crate) fn user_agent<'a>(&self, config: &'a ClientConfig) -> &'a str {
        if self.paginating { &config.paginator_user_agent } else { &config.user_agent }
    }
}

/// One call: what all of its attempts share, and how far it has come.
pub struct Call<'a> {
    pub(super) operation: &'static OperationModel,
    pub(super) request: SerializedRequest,
    pub(super) payload_sha256: String,
    pub(super) invocation_id: String,
    pub(super) context: CallContext,
    pub(super) credentials: Option<Cow<'a, Credentials>>,
    /// Which of the client's endpoints the request goes to.
    pub(super) endpoint: usize,
    /// How many of them this attempt has gone to.
    pub(super) endpoints_tried: usize,
    /// Whether the client's clock was set for this call; once is enough.
    pub(super) has_set_clock: bool,
    /// Which attempt is being made, from 1.
    pub(super) attempt: u32,
    /// What followed from the last one.
    pub(super) decision: RetryDecision,
    /// Until when its answer is waited for, on the server's clock.
    pub(super) ttl: Option<String>,
    /// What the last retry took from the client's quota.
    pub(super) retry_cost: Option<u32>,
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Call({}, attempt {})", self.operation.name, self.attempt)
    }
}

impl Call<'_> {
    /// Let others sign what is still to be sent.
    pub fn set_credentials(&mut self, credentials: Credentials) {
        self.credentials = Some(Cow::Owned(credentials));
    }

    /// That it has ended with `outcome`, for whoever looks on.
    pub fn end(&self, outcome: &Result<Answer, Error>) -> CallEvent<'static> {
        let (attempts, succeeded, decision) = (self.attempt, outcome.is_ok(), self.decision);
        CallEvent::Ended { attempts, succeeded, decision }
    }

    /// Go on to the next endpoint; not, if this attempt has been to all of them.
    pub(super) fn go_elsewhere(&mut self, endpoint: &ResolvedEndpoint) -> bool {
        let endpoints = endpoint.alternatives.len() + 1;
        self.endpoint = (self.endpoint + 1) % endpoints;
        self.endpoints_tried += 1;
        self.endpoints_tried <= endpoints
    }

    pub(super) fn next_attempt(
        &mut self,
        cost: u32,
        last: &Result<Answer, Error>,
        config: &ClientConfig,
    ) {
        self.attempt += 1;
        self.endpoints_tried = 1;
        self.retry_cost = Some(cost);
        let date = last_metadata(last).and_then(|metadata| metadata.header("date"));
        // An answer that does not tell the time leaves what an earlier one told.
        self.ttl = ttl(date, config.transport.read_timeout).or_else(|| self.ttl.take());
    }

    /// The error for a file that no longer holds what was hashed, if there is one. That it was
    /// written to does not say so: logs grow.
    pub(super) async fn file_changed_since_hashed(&self) -> Option<Error> {
        let changed = self.request.body.changed_file()?;
        match self.request.body.clone().digest().await {
            Ok((_, payload_sha256)) if payload_sha256 == self.payload_sha256 => None,
            Ok(_) => Some(changed.into()),
            Err(unreadable) => Some(unreadable.into()),
        }
    }
}

fn last_metadata(outcome: &Result<Answer, Error>) -> Option<&ResponseMetadata> {
    match outcome {
        Ok(answer) => Some(&answer.metadata),
        Err(Error::Service(error)) => Some(&error.metadata),
        Err(_) => None,
    }
}
