//! Shapes, operations and services as constant data: Smithy's and botocore's vocabulary.
//!
//! The eight kinds of shape are those the Support model has; there is no timestamp, map, union or
//! stream in it, so there is none here.

mod support;

pub use support::SUPPORT;

/// What a shape is made of.
#[derive(Debug)]
pub enum ShapeKind {
    /// Named members, in the model's order.
    Structure(&'static [Member]),
    /// Any number of items of one shape.
    List(&'static Shape),
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number the service keeps in 32 bits; the client does not check the width.
    Integer,
    /// A whole number the service keeps in 64 bits; the client does not check the width.
    Long,
    /// A floating-point number; occurs in answers only.
    Double,
    /// Bytes; standard base64 with padding on the wire.
    Blob,
}

/// A named type of the service's model.
#[derive(Debug)]
pub struct Shape {
    /// The model's name, e.g. `AttachmentSetId`.
    pub name: &'static str,
    /// What it is made of.
    pub kind: ShapeKind,
    /// Smallest value (numbers) or length (strings, lists) the client accepts.
    pub min: Option<u32>,
    /// Largest value or length. This, the pattern and the enumeration are the service's to judge,
    /// as in botocore; they are here for programs that look at the model.
    pub max: Option<u32>,
    /// What the text must match, as the model writes it.
    pub pattern: Option<&'static str>,
    /// The texts that the model knows; empty for any text.
    pub values: &'static [&'static str],
}

impl Shape {
    const fn of(name: &'static str, kind: ShapeKind) -> Self {
        Self { name, kind, min: None, max: None, pattern: None, values: &[] }
    }

    const fn structure(name: &'static str, members: &'static [Member]) -> Self {
        Self::of(name, ShapeKind::Structure(members))
    }

    const fn list(name: &'static str, item: &'static Self) -> Self {
        Self::of(name, ShapeKind::List(item))
    }

    const fn string(name: &'static str) -> Self {
        Self::of(name, ShapeKind::String)
    }

    const fn boolean(name: &'static str) -> Self {
        Self::of(name, ShapeKind::Boolean)
    }

    const fn integer(name: &'static str) -> Self {
        Self::of(name, ShapeKind::Integer)
    }

    const fn long(name: &'static str) -> Self {
        Self::of(name, ShapeKind::Long)
    }

    const fn double(name: &'static str) -> Self {
        Self::of(name, ShapeKind::Double)
    }

    const fn blob(name: &'static str) -> Self {
        Self::of(name, ShapeKind::Blob)
    }

    const fn with_min(mut self, min: u32) -> Self {
        self.min = Some(min);
        self
    }

    const fn with_max(mut self, max: u32) -> Self {
        self.max = Some(max);
        self
    }

    const fn with_pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    const fn with_values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// The members of a structure in the model's order; none for any other kind.
    pub fn members(&self) -> &'static [Member] {
        match self.kind {
            ShapeKind::Structure(members) => members,
            _ => &[],
        }
    }

    /// Whether a value of this shape is or holds a blob. The model has no shape that holds itself.
    pub fn holds_blobs(&self) -> bool {
        match self.kind {
            ShapeKind::Blob => true,
            ShapeKind::List(item) => item.holds_blobs(),
            ShapeKind::Structure(members) => {
                members.iter().any(|member| member.shape.holds_blobs())
            }
            _ => false,
        }
    }

    /// The member called `name`, if this is a structure that has one.
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().iter().find(|member| member.name == name)
    }
}

/// One member of a structure.
#[derive(Debug)]
pub struct Member {
    /// The name on the wire and in Python, e.g. `attachmentSetId`.
    pub name: &'static str,
    /// Its type.
    pub shape: &'static Shape,
    /// Whether a request without it is refused before anything is sent.
    pub required: bool,
}

impl Member {
    const fn required(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, shape, required: true }
    }

    const fn optional(name: &'static str, shape: &'static Shape) -> Self {
        Self { name, shape, required: false }
    }
}

/// One operation: a row of the table.
#[derive(Debug)]
pub struct OperationModel {
    /// The name on the wire, e.g. `AddAttachmentsToSet`.
    pub name: &'static str,
    /// The name of the Python method, e.g. `add_attachments_to_set`.
    pub method_name: &'static str,
    /// The structure of its parameters.
    pub input: &'static Shape,
    /// The structure of its answer.
    pub output: &'static Shape,
    /// The errors modelled on this operation, in the model's order.
    pub errors: &'static [&'static Shape],
}

impl OperationModel {
    /// Whether the operation certainly changes nothing, so that doing it twice is no harm.
    pub fn only_reads(&self) -> bool {
        self.name.starts_with("Describe")
    }
}

/// A service: its operations and the names its protocol and its signature use.
#[derive(Debug)]
pub struct ServiceModel {
    /// boto3's name of the service: `support`.
    pub service_name: &'static str,
    /// The service id, also the Python class's name: `Support`.
    pub service_id: &'static str,
    /// The service's name in prose.
    pub full_name: &'static str,
    /// The version of the API, a date.
    pub api_version: &'static str,
    /// The first label of the service's host names.
    pub endpoint_prefix: &'static str,
    /// The service's name in a signature's credential scope.
    pub signing_name: &'static str,
    /// The version in the content type `application/x-amz-json-<version>`.
    pub json_version: &'static str,
    /// What stands before the dot in `X-Amz-Target`.
    pub target_prefix: &'static str,
    /// All operations, in alphabetical order.
    pub operations: &'static [OperationModel],
    /// All modelled errors of all operations, in alphabetical order.
    pub errors: &'static [&'static Shape],
}

impl ServiceModel {
    /// The operation with this wire name.
    pub fn operation(&self, name: &str) -> Option<&'static OperationModel> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// The error modelled anywhere in the service under this code; codes compare case-sensitively.
    pub fn error(&self, code: &str) -> Option<&'static Shape> {
        self.errors.iter().copied().find(|shape| shape.name == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_and_errors_are_found_by_their_exact_names_only() {
        assert_eq!(SUPPORT.operations.len(), 20);
        assert_eq!(SUPPORT.errors.len(), 12);
        let operation = SUPPORT.operation("AddAttachmentsToSet").unwrap();
        assert_eq!(operation.method_name, "add_attachments_to_set");
        assert!(SUPPORT.operation("addAttachmentsToSet").is_none());
        assert!(SUPPORT.error("AttachmentSetExpired").is_some());
        assert!(SUPPORT.error("attachmentSetExpired").is_none());
    }

    #[test]
    fn members_keep_the_models_order() {
        let input = SUPPORT.operation("AddAttachmentsToSet").unwrap().input;
        let names: Vec<_> = input.members().iter().map(|member| member.name).collect();
        assert_eq!(names, ["attachmentSetId", "attachments", "dryRun"]);
        assert!(input.member("attachments").unwrap().required);
        assert!(!input.member("dryRun").unwrap().required);
        assert!(input.member("Attachments").is_none());
    }
}
