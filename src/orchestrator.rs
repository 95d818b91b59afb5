//! The call: the only file where the stages meet. Reads top to bottom as they follow each other.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::answer::Answer;
use crate::body::Blob;
use crate::config::ClientConfig;
use crate::credentials::Credentials;
use crate::endpoint::ResolvedEndpoint;
use crate::error::{ConfigError, CredentialsError, Error};
use crate::model::{OperationModel, ServiceModel};
use crate::parse::{ResponseMetadata, ServiceError, parse};
use crate::progress::SendProgress;
use crate::repair::{Learned, is_clock_skew, may_go_elsewhere, message_of};
use crate::retry::adaptive::ClientRateLimiter;
use crate::retry::announce::{attempt_header, ttl};
use crate::retry::classify::AttemptOutcome;
use crate::retry::{RetryDecision, RetryStrategy};
use crate::seams::Seams;
use crate::serialize::{SerializedRequest, serialize};
use crate::sign::{
    SignatureVersion, SignedRequest, SigningContext, UnsignedHeaders, leave_unsigned, sign,
};
use crate::transport::HttpConnector;
use crate::validate::Params;

/// What makes one call differ from another of the same client, beside its parameters.
#[derive(Clone, Debug, Default)]
pub struct CallContext {
    /// The value of `X-Amzn-Trace-Id`, where there is one.
    pub trace_id: Option<String>,
    /// Whether a paginator makes the call, which the User-Agent tells.
    pub paginating: bool,
    /// Is told how much of the current attempt's body has been sent.
    pub progress: SendProgress,
}

impl CallContext {
    /// The User-Agent of the call.
    pub(crate) fn user_agent<'a>(&self, config: &'a ClientConfig) -> &'a str {
        if self.paginating { &config.paginator_user_agent } else { &config.user_agent }
    }
}

/// Everything a call needs, and nothing that a call changes: any number may run at once.
#[derive(Clone, Debug)]
pub struct Orchestrator {
    /// The table.
    pub service: &'static ServiceModel,
    /// The client's configuration.
    pub config: Arc<ClientConfig>,
    /// Decides after each attempt.
    pub retry: Arc<dyn RetryStrategy>,
    /// Says when an attempt may be sent, in the adaptive mode.
    pub rate_limiter: Option<Arc<ClientRateLimiter>>,
    /// What earlier calls have found out.
    pub learned: Arc<Learned>,
    /// Time, chance and waiting.
    pub seams: Seams,
}

impl Orchestrator {
    /// An orchestrator with a retry quota of its own.
    pub fn new(service: &'static ServiceModel, config: Arc<ClientConfig>, seams: Seams) -> Self {
        let retry = config.retry_mode.strategy(config.max_attempts, Arc::clone(&seams.jitter));
        let rate_limiter = config.retry_mode.rate_limiter(seams.clock.as_ref());
        Self { service, config, retry, rate_limiter, learned: Arc::default(), seams }
    }

    /// Run one operation with validated parameters, from serialization to its answer, whose body the
    /// caller reads. `credentials` are whose call it is; without any, nothing is sent.
    pub async fn invoke(
        &self,
        operation: &'static OperationModel,
        params: &Params<Blob>,
        context: &CallContext,
        credentials: Option<&Credentials>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        let mut call = self.begin(operation, params, context, credentials).await?;
        self.run(&mut call, connector).await
    }

    /// Send a call's request until its outcome is final. A call that has ended can be run again,
    /// with other credentials: it goes on where it was.
    pub async fn run(
        &self,
        call: &mut Call<'_>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        loop {
            self.wait_for_turn().await;
            let outcome = self.attempt(call, connector).await;
            if self.repair(call, &outcome) {
                continue;
            }
            match self.decide(call, &outcome) {
                RetryDecision::RetryAfter { delay, cost } => {
                    self.seams.sleep.sleep(delay).await;
                    call.next_attempt(cost, &outcome, &self.config);
                }
                last => return self.end(call, outcome, last),
            }
        }
    }

    /// The request of the first attempt, signed and not sent.
    pub async fn prepare(
        &self,
        operation: &'static OperationModel,
        params: &Params<Blob>,
        context: &CallContext,
        credentials: Option<&Credentials>,
    ) -> Result<SignedRequest, Error> {
        let call = self.begin(operation, params, context, credentials).await?;
        self.sign(&call)
    }

    /// A call of which nothing has been sent yet.
    pub async fn begin<'a>(
        &self,
        operation: &'static OperationModel,
        params: &Params<Blob>,
        context: &CallContext,
        credentials: Option<&'a Credentials>,
    ) -> Result<Call<'a>, Error> {
        // What nothing can be sent without comes first: hashing takes its time.
        self.config.signature_version.check()?;
        if self.signs() {
            self.signing_context(credentials)?;
        }
        let mut request = serialize(self.service, operation, params);
        let (body, payload_sha256) = request.body.digest().await?;
        request.body = body;
        Ok(Call {
            operation,
            request,
            payload_sha256,
            invocation_id: self.seams.ids.invocation_id(),
            context: context.clone(),
            credentials: credentials.map(Cow::Borrowed),
            endpoint: self.learned.endpoint(),
            endpoints_tried: 1,
            has_set_clock: false,
            attempt: 1,
            ttl: None,
            retry_cost: None,
        })
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        let _slot = connector.slot().await;
        let request = self.sign(call)?;
        let response = connector.transmit(request).await?;
        let outcome = parse(self.service, call.operation, response);
        match &outcome {
            Err(Error::Service(error)) if is_signature_error(error) => {
                call.file_changed_since_hashed().await.map_or(outcome, Err)
            }
            _ => outcome,
        }
    }

    fn signs(&self) -> bool {
        self.config.signature_version != SignatureVersion::Unsigned
    }

    /// What requests are signed with, now.
    pub(crate) fn signing_context<'a>(
        &'a self,
        credentials: Option<&'a Credentials>,
    ) -> Result<SigningContext<'a>, Error> {
        let endpoint = &self.config.endpoint;
        Ok(SigningContext {
            s3: self.config.signature_version == SignatureVersion::S3V4,
            signing_region: endpoint.signing_region.as_deref().ok_or(ConfigError::NoRegion)?,
            credentials: credentials.ok_or(CredentialsError::NotFound)?,
            url: endpoint.usable_url()?,
            signing_name: self.service.signing_name,
            time: self.learned.service_time(self.seams.clock.now()),
        })
    }

    fn sign(&self, call: &Call<'_>) -> Result<SignedRequest, Error> {
        let unsigned = UnsignedHeaders {
            user_agent: call.context.user_agent(&self.config).to_owned(),
            trace_id: call.context.trace_id.clone(),
            invocation_id: call.invocation_id.clone(),
            attempt: self.attempt_header(call),
        };
        let elsewhere = self.config.endpoint.alternative(call.endpoint);
        let request = if self.signs() {
            let mut context = self.signing_context(call.credentials.as_deref())?;
            if let Some((url, signing_region)) = elsewhere {
                context = SigningContext { url, signing_region, ..context };
            }
            sign(&call.request, &call.payload_sha256, &context, &unsigned)?
        } else {
            let url =
                elsewhere.map_or_else(|| self.config.endpoint.usable_url(), |(url, _)| Ok(url));
            leave_unsigned(&call.request, url?, &unsigned)?
        };
        Ok(SignedRequest { progress: call.context.progress.clone(), ..request })
    }

    fn attempt_header(&self, call: &Call<'_>) -> String {
        let announced = call.attempt > 1 || self.config.retry_mode.announces_max_attempts();
        let max = announced.then_some(self.config.max_attempts);
        attempt_header(call.attempt, max, call.ttl.as_deref())
    }

    /// Until the client's rate allows another attempt.
    async fn wait_for_turn(&self) {
        let Some(limiter) = &self.rate_limiter else { return };
        while let Some(wait) = limiter.take_token(self.seams.clock.now()) {
            self.seams.sleep.sleep(wait).await;
        }
    }

    /// Whether the client knows better now, so that the request is to be sent again at once.
    fn repair(&self, call: &mut Call<'_>, outcome: &Result<Answer, Error>) -> bool {
        match outcome {
            Err(Error::Dispatch(error)) => {
                may_go_elsewhere(call.operation, error.kind)
                    && call.go_elsewhere(&self.config.endpoint)
            }
            Err(Error::Service(error)) => {
                self.learned.set_endpoint(call.endpoint);
                is_clock_skew(error.code(), message_of(error)) && self.set_clock(call, error)
            }
            Ok(_) => {
                self.learned.set_endpoint(call.endpoint);
                false
            }
            Err(_) => false,
        }
    }

    fn set_clock(&self, call: &mut Call<'_>, error: &ServiceError) -> bool {
        let first = !std::mem::replace(&mut call.has_set_clock, true);
        first && self.learned.set_clock(error.metadata.header("date"), self.seams.clock.now())
    }

    fn decide(&self, call: &Call<'_>, outcome: &Result<Answer, Error>) -> RetryDecision {
        let operation = call.operation;
        let outcome = match outcome {
            Ok(answer) => AttemptOutcome::of_response(operation, &answer.metadata, None),
            Err(Error::Service(error)) => {
                AttemptOutcome::of_response(operation, &error.metadata, Some(error))
            }
            Err(error) => match AttemptOutcome::of_failure(error) {
                Some(outcome) => outcome,
                None => return RetryDecision::Done,
            },
        };
        let decision = self.retry.decide(call.attempt, &outcome);
        if let Some(limiter) = &self.rate_limiter {
            limiter.learn(&outcome, self.seams.clock.now());
        }
        decision
    }

    /// The last attempt's outcome, told as such.
    fn end(
        &self,
        call: &Call<'_>,
        mut outcome: Result<Answer, Error>,
        decision: RetryDecision,
    ) -> Result<Answer, Error> {
        if let Some(metadata) = metadata_of(&mut outcome) {
            metadata.retry_attempts = call.attempt - 1;
            metadata.max_attempts_reached = decision == RetryDecision::MaxAttemptsReached;
            metadata.retry_quota_reached = decision == RetryDecision::RetryQuotaReached;
        }
        if outcome.is_ok() {
            self.retry.succeeded(call.retry_cost);
        }
        outcome
    }
}

fn last_metadata(outcome: &Result<Answer, Error>) -> Option<&ResponseMetadata> {
    match outcome {
        Ok(answer) => Some(&answer.metadata),
        Err(Error::Service(error)) => Some(&error.metadata),
        Err(_) => None,
    }
}

fn metadata_of(outcome: &mut Result<Answer, Error>) -> Option<&mut ResponseMetadata> {
    match outcome {
        Ok(answer) => Some(&mut answer.metadata),
        Err(Error::Service(error)) => Some(&mut error.metadata),
        Err(_) => None,
    }
}

/// Whether the service found that request and signature do not belong together.
fn is_signature_error(error: &ServiceError) -> bool {
    matches!(error.code(), Some("InvalidSignatureException" | "SignatureDoesNotMatch"))
}

/// One call: what all of its attempts share, and how far it has come.
pub struct Call<'a> {
    operation: &'static OperationModel,
    request: SerializedRequest,
    payload_sha256: String,
    invocation_id: String,
    context: CallContext,
    credentials: Option<Cow<'a, Credentials>>,
    /// Which of the client's endpoints the request goes to.
    endpoint: usize,
    /// How many of them this attempt has gone to.
    endpoints_tried: usize,
    /// Whether the client's clock was set for this call; once is enough.
    has_set_clock: bool,
    /// Which attempt is being made, from 1.
    attempt: u32,
    /// Until when its answer is waited for, on the server's clock.
    ttl: Option<String>,
    /// What the last retry took from the client's quota.
    retry_cost: Option<u32>,
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

    /// Go on to the next endpoint; not, if this attempt has been to all of them.
    fn go_elsewhere(&mut self, endpoint: &ResolvedEndpoint) -> bool {
        let endpoints = endpoint.alternatives.len() + 1;
        self.endpoint = (self.endpoint + 1) % endpoints;
        self.endpoints_tried += 1;
        self.endpoints_tried <= endpoints
    }

    fn next_attempt(&mut self, cost: u32, last: &Result<Answer, Error>, config: &ClientConfig) {
        self.attempt += 1;
        self.endpoints_tried = 1;
        self.retry_cost = Some(cost);
        let date = last_metadata(last).and_then(|metadata| metadata.header("date"));
        // An answer that does not tell the time leaves what an earlier one told.
        self.ttl = ttl(date, config.transport.read_timeout).or_else(|| self.ttl.take());
    }

    /// The error for a file that no longer holds what was hashed, if there is one. That it was
    /// written to does not say so: logs grow.
    async fn file_changed_since_hashed(&self) -> Option<Error> {
        let changed = self.request.body.changed_file()?;
        match self.request.body.clone().digest().await {
            Ok((_, payload_sha256)) if payload_sha256 == self.payload_sha256 => None,
            Ok(_) => Some(changed.into()),
            Err(unreadable) => Some(unreadable.into()),
        }
    }
}
