//! The call: the only file where the stages meet. Reads top to bottom as they follow each other.

mod call;

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

pub use self::call::{Call, CallContext};
use crate::answer::Answer;
use crate::body::Blob;
use crate::config::ClientConfig;
use crate::credentials::Credentials;
use crate::error::{ConfigError, CredentialsError, Error};
use crate::model::{OperationModel, ServiceModel};
use crate::observe::{CallEvent, Repair, shown_url};
use crate::parse::{ResponseMetadata, ServiceError, parse};
use crate::repair::{Learned, is_clock_skew, may_go_elsewhere, message_of};
use crate::retry::adaptive::ClientRateLimiter;
use crate::retry::announce::attempt_header;
use crate::retry::classify::AttemptOutcome;
use crate::retry::{RetryDecision, RetryStrategy};
use crate::seams::Seams;
use crate::serialize::serialize;
use crate::sign::{
    SignatureVersion, SignedRequest, SigningContext, UnsignedHeaders, leave_unsigned, sign,
};
use crate::transport::HttpConnector;
use crate::validate::Params;

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
        let outcome = self.run(&mut call, connector).await;
        context.watch.tell(|| call.end(&outcome)).await;
        outcome
    }

    /// Send a call's request until its outcome is final. A call that has ended can be run again,
    /// with other credentials: it goes on where it was.
    pub async fn run(
        &self,
        call: &mut Call<'_>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        loop {
            self.wait_for_turn(call).await;
            let outcome = self.attempt(call, connector).await;
            if let Some(repair) = self.repair(call, &outcome) {
                call.context.watch.tell(|| CallEvent::SentAgain(repair)).await;
                continue;
            }
            call.decision = self.decide(call, &outcome);
            match call.decision {
                RetryDecision::RetryAfter { delay, cost } => {
                    let attempt = call.attempt + 1;
                    call.context.watch.tell(|| CallEvent::WaitsForRetry { delay, attempt }).await;
                    self.seams.sleep.sleep(delay).await;
                    call.next_attempt(cost, &outcome, &self.config);
                }
                _ => return self.finish(call, outcome),
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
            decision: RetryDecision::Done,
            ttl: None,
            retry_cost: None,
        })
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        let watch = &call.context.watch;
        watch.tell(|| self.attempt_begins(call)).await;
        let slot = watch.slot(connector).await;
        let began = watch.is_on().then(|| self.seams.clock.now());
        let outcome = self.exchange(call, connector).await;
        let took = || self.seams.clock.now().duration_since(began?).ok();
        drop(slot);
        watch.replaced(&call.context.progress).await;
        watch.tell(|| CallEvent::came_of(&outcome, took().unwrap_or_default())).await;
        outcome
    }

    fn attempt_begins<'a>(&self, call: &'a Call<'_>) -> CallEvent<'a> {
        CallEvent::AttemptBegins {
            attempt: call.attempt,
            max_attempts: self.config.max_attempts,
            url: self.url(call).map_or_else(|error| error.to_string(), shown_url),
            invocation_id: &call.invocation_id,
        }
    }

    /// Where the call's next request goes.
    fn url(&self, call: &Call<'_>) -> Result<&Url, ConfigError> {
        let endpoint = &self.config.endpoint;
        endpoint
            .alternative(call.endpoint)
            .map_or_else(|| endpoint.usable_url(), |(url, _)| Ok(url))
    }

    async fn exchange(
        &self,
        call: &Call<'_>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
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
            leave_unsigned(&call.request, self.url(call)?, &unsigned)?
        };
        Ok(SignedRequest { progress: call.context.progress.clone(), ..request })
    }

    fn attempt_header(&self, call: &Call<'_>) -> String {
        let announced = call.attempt > 1 || self.config.retry_mode.announces_max_attempts();
        let max = announced.then_some(self.config.max_attempts);
        attempt_header(call.attempt, max, call.ttl.as_deref())
    }

    /// Until the client's rate allows another attempt.
    async fn wait_for_turn(&self, call: &Call<'_>) {
        let Some(limiter) = &self.rate_limiter else { return };
        while let Some(wait) = limiter.take_token(self.seams.clock.now()) {
            call.context.watch.tell(|| CallEvent::WaitsForRate(wait)).await;
            self.seams.sleep.sleep(wait).await;
        }
    }

    /// What the client knows better now, so that the request is to be sent again at once.
    fn repair(&self, call: &mut Call<'_>, outcome: &Result<Answer, Error>) -> Option<Repair> {
        match outcome {
            Err(Error::Dispatch(error)) => {
                let is_elsewhere = may_go_elsewhere(call.operation, error.kind)
                    && call.go_elsewhere(&self.config.endpoint);
                is_elsewhere.then_some(Repair::Endpoint)
            }
            Err(Error::Service(error)) => {
                self.learned.set_endpoint(call.endpoint);
                let is_set =
                    is_clock_skew(error.code(), message_of(error)) && self.set_clock(call, error);
                is_set.then_some(Repair::Clock)
            }
            Ok(_) => {
                self.learned.set_endpoint(call.endpoint);
                None
            }
            Err(_) => None,
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
    fn finish(&self, call: &Call<'_>, mut outcome: Result<Answer, Error>) -> Result<Answer, Error> {
        if let Some(metadata) = metadata_of(&mut outcome) {
            metadata.retry_attempts = call.attempt - 1;
            metadata.max_attempts_reached = call.decision == RetryDecision::MaxAttemptsReached;
            metadata.retry_quota_reached = call.decision == RetryDecision::RetryQuotaReached;
        }
        if outcome.is_ok() {
            self.retry.succeeded(call.retry_cost);
        }
        outcome
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
