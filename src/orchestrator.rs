//! The call: the only file where the stages meet. Reads top to bottom as they follow each other.

use std::sync::Arc;
use std::time::Duration;

use crate::answer::Answer;
use crate::body::Blob;
use crate::config::ClientConfig;
use crate::credentials::Credentials;
use crate::error::{ConfigError, CredentialsError, Error};
use crate::model::{OperationModel, ServiceModel};
use crate::parse::{ResponseMetadata, ServiceError, parse};
use crate::presign::{PresignRequest, presign};
use crate::progress::SendProgress;
use crate::retry::{RetryDecision, RetryStrategy};
use crate::seams::{Clock, IdSource, RandomIds, Sleep, SystemClock, TokioSleep};
use crate::serialize::{SerializedRequest, content_type, serialize, target};
use crate::sign::{SignedRequest, SigningContext, UnsignedHeaders, sign};
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
    /// Tells the time of signatures.
    pub clock: Arc<dyn Clock>,
    /// Names calls.
    pub ids: Arc<dyn IdSource>,
    /// Waits between attempts.
    pub sleep: Arc<dyn Sleep>,
}

impl Orchestrator {
    /// An orchestrator on the machine's own clock and random numbers.
    pub fn new(
        service: &'static ServiceModel,
        config: Arc<ClientConfig>,
        retry: Arc<dyn RetryStrategy>,
    ) -> Self {
        Self {
            service,
            config,
            retry,
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            sleep: Arc::new(TokioSleep),
        }
    }

    /// Run one operation with validated parameters, from serialization to its answer, whose body the
    /// caller reads. `credentials` are whose call it is; without any, nothing is sent.
    pub async fn invoke(
        &self,
        operation: &OperationModel,
        params: &Params<Blob>,
        context: &CallContext,
        credentials: Option<&Credentials>,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        let call = self.begin(operation, params, context, credentials).await?;
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(operation, &call, attempt, connector).await;
            let outcome = self.with_attempt_metadata(outcome, attempt);
            match self.retry.decide(attempt, &outcome) {
                RetryDecision::Done => return outcome,
                RetryDecision::RetryAfter(delay) => self.sleep.sleep(delay).await,
            }
            attempt += 1;
        }
    }

    /// The request of the first attempt, signed and not sent.
    pub async fn prepare(
        &self,
        operation: &OperationModel,
        params: &Params<Blob>,
        context: &CallContext,
        credentials: Option<&Credentials>,
    ) -> Result<SignedRequest, Error> {
        let call = self.begin(operation, params, context, credentials).await?;
        self.sign(&call, 1)
    }

    /// A URL of `operation` that carries its signature, for a request by `method`. `query` has the
    /// operation's members.
    pub fn presign(
        &self,
        operation: &OperationModel,
        query: &[(String, String)],
        expires_in: Duration,
        method: &str,
        credentials: Option<&Credentials>,
    ) -> Result<String, Error> {
        let context = self.signing_context(credentials)?;
        let endpoint = &self.config.endpoint;
        let signing_region = endpoint.presigning_region().unwrap_or(context.signing_region);
        let request = PresignRequest {
            method,
            target: &target(self.service, operation),
            content_type: &content_type(self.service),
            query,
            expires_in,
        };
        presign(&request, &SigningContext { signing_region, ..context })
    }

    async fn begin<'a>(
        &self,
        operation: &OperationModel,
        params: &Params<Blob>,
        context: &CallContext,
        credentials: Option<&'a Credentials>,
    ) -> Result<Call<'a>, Error> {
        // What nothing can be sent without comes first: hashing takes its time.
        self.signing_context(credentials)?;
        let mut request = serialize(self.service, operation, params);
        let (body, payload_sha256) = request.body.digest().await?;
        request.body = body;
        Ok(Call {
            request,
            payload_sha256,
            invocation_id: self.ids.invocation_id(),
            context: context.clone(),
            credentials,
        })
    }

    async fn attempt(
        &self,
        operation: &OperationModel,
        call: &Call<'_>,
        attempt: u32,
        connector: &dyn HttpConnector,
    ) -> Result<Answer, Error> {
        let request = self.sign(call, attempt)?;
        let response = connector.transmit(request).await?;
        let outcome = parse(self.service, operation, response);
        match &outcome {
            Err(Error::Service(error)) if is_signature_error(error) => {
                call.file_changed_since_hashed().await.map_or(outcome, Err)
            }
            _ => outcome,
        }
    }

    /// What requests are signed with, now.
    pub(crate) fn signing_context<'a>(
        &'a self,
        credentials: Option<&'a Credentials>,
    ) -> Result<SigningContext<'a>, Error> {
        let endpoint = &self.config.endpoint;
        Ok(SigningContext {
            signing_region: endpoint.signing_region.as_deref().ok_or(ConfigError::NoRegion)?,
            credentials: credentials.ok_or(CredentialsError::NotFound)?,
            url: endpoint.usable_url()?,
            signing_name: self.service.signing_name,
            time: self.clock.now(),
        })
    }

    fn sign(&self, call: &Call<'_>, attempt: u32) -> Result<SignedRequest, Error> {
        let context = self.signing_context(call.credentials)?;
        let unsigned = UnsignedHeaders {
            user_agent: call.context.user_agent(&self.config).to_owned(),
            trace_id: call.context.trace_id.clone(),
            invocation_id: call.invocation_id.clone(),
            attempt: format!("attempt={attempt}; max={}", self.config.max_attempts),
        };
        let request = sign(&call.request, &call.payload_sha256, &context, &unsigned)?;
        Ok(SignedRequest { progress: call.context.progress.clone(), ..request })
    }

    fn with_attempt_metadata(
        &self,
        mut outcome: Result<Answer, Error>,
        attempt: u32,
    ) -> Result<Answer, Error> {
        if let Some(metadata) = metadata_of(&mut outcome) {
            metadata.retry_attempts = attempt - 1;
            metadata.max_attempts_reached = attempt >= self.config.max_attempts;
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

/// What all attempts of one call share.
struct Call<'a> {
    request: SerializedRequest,
    payload_sha256: String,
    invocation_id: String,
    context: CallContext,
    credentials: Option<&'a Credentials>,
}

impl Call<'_> {
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
