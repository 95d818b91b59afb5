//! Stage 2: parameters against the model.
//!
//! The rules, their order and the texts are botocore's (`botocore.validate`, observed): every
//! violation of a call is reported at once, and only what the model requires, names, types and
//! bounds from below is checked. Maximums, patterns and enumerations are the service's to judge.

use crate::model::{Member, Shape, ShapeKind};
use crate::value::{Text, Value};

/// Validated parameters; `B` is how the input holds a blob.
pub type Params<B> = Value<B>;

/// A key of a mapping that was given where a structure is modelled.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key as `str()` shows it.
    pub text: Text,
    /// Whether it is text at all; `5` never names a member, even where `"5"` would.
    pub is_text: bool,
}

/// A whole number of any size as it was given.
#[derive(Clone, Debug)]
pub enum WholeNumber {
    /// A boolean: a whole number in Python, and sent as `true` or `false`.
    Boolean(bool),
    /// Decimal digits, with a `-` before them if negative.
    Digits(String),
}

impl WholeNumber {
    fn is_below(&self, min: u32) -> bool {
        match self {
            Self::Boolean(flag) => u32::from(*flag) < min,
            Self::Digits(digits) => match digits.parse::<i128>() {
                Ok(value) => value < i128::from(min),
                // More digits than 128 bits hold: only the sign matters.
                Err(_) => digits.starts_with('-'),
            },
        }
    }

    fn into_value<B>(self) -> Value<B> {
        match self {
            Self::Boolean(flag) => Value::Boolean(flag),
            Self::Digits(digits) => Value::Number(digits),
        }
    }
}

/// How a value is shown in a report: Python's `str(value)` and `repr(type(value))`.
#[derive(Clone, Debug)]
pub struct Description {
    /// The value. Attachment content in it is replaced by its length.
    pub value: Text,
    /// The type, e.g. `<class 'int'>`.
    pub type_name: String,
}

/// Whether a value stands where the content of an attachment could be, which no report may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// It does not.
    None,
    /// It stands beside content, and may have been swapped with it.
    Beside,
    /// It stands where something that holds content belongs.
    Within,
    /// It stands where the content itself belongs.
    Itself,
}

impl Content {
    fn at(shape: &Shape, path: &Path<'_>) -> Self {
        match shape.kind {
            ShapeKind::Blob => Self::Itself,
            _ if shape.holds_blobs() => Self::Within,
            _ if path.beside_blob => Self::Beside,
            _ => Self::None,
        }
    }
}

/// What the validator needs to know of a value, whatever it is made of.
///
/// Each reader answers `None` where the value is not of that kind. `Failure` is for inputs whose
/// reading can fail on its own, as Python objects' can.
pub trait ParamInput: Sized {
    /// How a blob is kept until its bytes are needed.
    type Blob;
    /// What can go wrong while reading.
    type Failure;

    /// The entries of a mapping, in the caller's order.
    fn entries(&self) -> Result<Option<Vec<(Key, Self)>>, Self::Failure>;
    /// The items of a list.
    fn items(&self) -> Result<Option<Vec<Self>>, Self::Failure>;
    /// Text.
    fn text(&self) -> Result<Option<Text>, Self::Failure>;
    /// A boolean, and nothing else that could pass for one.
    fn boolean(&self) -> Result<Option<bool>, Self::Failure>;
    /// A whole number.
    fn whole_number(&self) -> Result<Option<WholeNumber>, Self::Failure>;
    /// Something whose bytes can be sent.
    fn blob(&self) -> Result<Option<Self::Blob>, Self::Failure>;
    /// How it is shown in a report; see [`Description`].
    fn describe(&self, content: Content) -> Result<Description, Self::Failure>;
}

/// Why parameters were not accepted.
#[derive(Debug)]
pub enum Rejection<F> {
    /// They break the model: botocore's report, a line for each violation.
    Invalid(Text),
    /// A value could not be read.
    Failed(F),
}

impl<F> From<F> for Rejection<F> {
    fn from(failure: F) -> Self {
        Self::Failed(failure)
    }
}

/// Check the entries of a call against the operation's input structure.
///
/// Gives the owned tree, members in the caller's order, or botocore's report of all violations.
pub fn validate<I: ParamInput>(
    entries: Vec<(Key, I)>,
    shape: &Shape,
) -> Result<Params<I::Blob>, Rejection<I::Failure>> {
    let mut report = Report::default();
    let params = structure(entries, shape, &Path::root(), &mut report)?;
    if report.lines.is_empty() {
        Ok(params)
    } else {
        Err(Rejection::Invalid(Text::join(&report.lines, "\n")))
    }
}

#[derive(Default)]
struct Report {
    lines: Vec<Text>,
}

impl Report {
    fn add(&mut self, line: String) {
        self.lines.push(line.into());
    }

    /// A line around something the caller gave, which may be any text.
    fn add_around(&mut self, before: &str, given: &Text, after: &str) {
        self.lines.push(Text::join(&[before.into(), given.clone(), after.into()], ""));
    }

    fn wrong_type<I: ParamInput>(
        &mut self,
        value: &I,
        shape: &Shape,
        path: &Path<'_>,
        valid_types: &str,
    ) -> Result<(), I::Failure> {
        let Description { value, type_name } = value.describe(Content::at(shape, path))?;
        self.add_around(
            &format!("Invalid type for parameter {path}, value: "),
            &value,
            &format!(", type: {type_name}, valid types: {valid_types}"),
        );
        Ok(())
    }

    fn too_short(&mut self, path: &Path<'_>, length: usize, min: Option<u32>) {
        if let Some(min) = min.filter(|min| length < *min as usize) {
            self.add(format!(
                "Invalid length for parameter {path}, value: {length}, valid min length: {min}"
            ));
        }
    }
}

/// Where in the parameters a value stands.
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step,
    /// Whether it is a member of a structure that has a blob for another.
    beside_blob: bool,
}

enum Step {
    Root,
    Member(&'static str),
    Item(usize),
}

impl<'a> Path<'a> {
    const fn root() -> Self {
        Self { parent: None, step: Step::Root, beside_blob: false }
    }

    const fn item(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Item(index), beside_blob: false }
    }

    fn member(&'a self, name: &'static str, structure: &Shape) -> Self {
        let is_blob = |member: &Member| matches!(member.shape.kind, ShapeKind::Blob);
        let beside_blob = structure.members().iter().any(is_blob);
        Self { parent: Some(self), step: Step::Member(name), beside_blob }
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(parent) = self.parent else {
            return formatter.write_str("input");
        };
        if parent.parent.is_some() {
            write!(formatter, "{parent}")?;
            if matches!(self.step, Step::Member(_)) {
                formatter.write_str(".")?;
            }
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Member(name) => formatter.write_str(name),
            Step::Item(index) => write!(formatter, "[{index}]"),
        }
    }
}

fn value<I: ParamInput>(
    input: &I,
    shape: &Shape,
    path: &Path<'_>,
    report: &mut Report,
) -> Result<Params<I::Blob>, I::Failure> {
    let (checked, valid_types) = match shape.kind {
        ShapeKind::Structure(_) => match input.entries()? {
            Some(entries) => (Some(structure(entries, shape, path, report)?), ""),
            None => (None, "<class 'dict'>"),
        },
        ShapeKind::List(item) => match input.items()? {
            Some(items) => (Some(list(&items, item, shape, path, report)?), ""),
            None => (None, "<class 'list'>, <class 'tuple'>"),
        },
        ShapeKind::String => (
            input.text()?.map(|text| {
                report.too_short(path, text.chars_len(), shape.min);
                Value::Text(text)
            }),
            "<class 'str'>",
        ),
        ShapeKind::Boolean => (input.boolean()?.map(Value::Boolean), "<class 'bool'>"),
        ShapeKind::Integer | ShapeKind::Long => {
            (whole_number(input, shape, path, report)?, "<class 'int'>")
        }
        ShapeKind::Double => (
            input.whole_number()?.map(WholeNumber::into_value),
            "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
        ),
        ShapeKind::Blob => (
            input.blob()?.map(Value::Blob),
            "<class 'bytes'>, <class 'bytearray'>, file-like object",
        ),
    };
    if let Some(value) = checked {
        return Ok(value);
    }
    report.wrong_type(input, shape, path, valid_types)?;
    Ok(Value::Null)
}

fn structure<I: ParamInput>(
    entries: Vec<(Key, I)>,
    shape: &Shape,
    path: &Path<'_>,
    report: &mut Report,
) -> Result<Params<I::Blob>, I::Failure> {
    for member in shape.members().iter().filter(|member| member.required) {
        if !entries.iter().any(|(key, _)| key.is_text && key.text == *member.name) {
            report.add(format!("Missing required parameter in {path}: \"{}\"", member.name));
        }
    }
    let mut known = Vec::with_capacity(entries.len());
    for (key, input) in entries {
        match key.text.as_str().filter(|_| key.is_text).and_then(|name| shape.member(name)) {
            Some(member) => known.push((member, input)),
            None => unknown_parameter(&key, shape, path, report),
        }
    }
    let mut members = Vec::with_capacity(known.len());
    for (member, input) in known {
        let path = path.member(member.name, shape);
        let checked = value(&input, member.shape, &path, report)?;
        members.push((Text::from_static(member.name), checked));
    }
    Ok(Value::Structure(members))
}

fn unknown_parameter(key: &Key, shape: &Shape, path: &Path<'_>, report: &mut Report) {
    let names: Vec<_> = shape.members().iter().map(|member| member.name).collect();
    report.add_around(
        &format!("Unknown parameter in {path}: \""),
        &key.text,
        &format!("\", must be one of: {}", names.join(", ")),
    );
}

fn list<I: ParamInput>(
    items: &[I],
    item_shape: &Shape,
    shape: &Shape,
    path: &Path<'_>,
    report: &mut Report,
) -> Result<Params<I::Blob>, I::Failure> {
    report.too_short(path, items.len(), shape.min);
    let mut checked = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        checked.push(value(item, item_shape, &path.item(index), report)?);
    }
    Ok(Value::List(checked))
}

fn whole_number<I: ParamInput>(
    input: &I,
    shape: &Shape,
    path: &Path<'_>,
    report: &mut Report,
) -> Result<Option<Params<I::Blob>>, I::Failure> {
    let Some(number) = input.whole_number()? else {
        return Ok(None);
    };
    if let Some(min) = shape.min.filter(|min| number.is_below(*min)) {
        report.add_around(
            &format!("Invalid value for parameter {path}, value: "),
            &input.describe(Content::None)?.value,
            &format!(", valid min value: {min}"),
        );
    }
    Ok(Some(number.into_value()))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use serde_json::{Value as Json, json};

    use super::*;
    use crate::model::SUPPORT;

    /// JSON as an input: numbers, booleans, text, arrays and objects; text serves as a blob.
    impl ParamInput for Json {
        type Blob = String;
        type Failure = Infallible;

        fn entries(&self) -> Result<Option<Vec<(Key, Self)>>, Infallible> {
            Ok(self.as_object().map(|object| {
                let key = |text: &String| Key { text: text.as_str().into(), is_text: true };
                object.iter().map(|(name, value)| (key(name), value.clone())).collect()
            }))
        }

        fn items(&self) -> Result<Option<Vec<Self>>, Infallible> {
            Ok(self.as_array().cloned())
        }

        fn text(&self) -> Result<Option<Text>, Infallible> {
            Ok(self.as_str().map(Text::from))
        }

        fn boolean(&self) -> Result<Option<bool>, Infallible> {
            Ok(self.as_bool())
        }

        fn whole_number(&self) -> Result<Option<WholeNumber>, Infallible> {
            Ok(match self {
                Self::Bool(flag) => Some(WholeNumber::Boolean(*flag)),
                Self::Number(number) if !number.is_f64() => {
                    Some(WholeNumber::Digits(number.to_string()))
                }
                _ => None,
            })
        }

        fn blob(&self) -> Result<Option<String>, Infallible> {
            Ok(self.as_str().map(str::to_owned))
        }

        fn describe(&self, content: Content) -> Result<Description, Infallible> {
            let value = match content {
                Content::None => self.to_string(),
                Content::Beside | Content::Within | Content::Itself => "...".to_owned(),
            };
            Ok(Description { value: value.into(), type_name: "<class 'json'>".to_owned() })
        }
    }

    fn check(operation: &str, params: &Json) -> Result<Params<String>, String> {
        let shape = SUPPORT.operation(operation).unwrap().input;
        match validate(params.entries().unwrap().unwrap(), shape) {
            Ok(params) => Ok(params),
            Err(Rejection::Invalid(report)) => Err(report.to_string()),
            Err(Rejection::Failed(never)) => match never {},
        }
    }

    #[test]
    fn valid_parameters_come_back_as_a_tree() {
        let params = json!({"attachments": [{"fileName": "a", "data": "b"}], "dryRun": true});
        let Ok(Value::Structure(members)) = check("AddAttachmentsToSet", &params) else {
            panic!("expected a structure");
        };
        let expected = Value::List(vec![Value::Structure(vec![
            ("data".into(), Value::Blob("b".to_owned())),
            ("fileName".into(), Value::Text("a".into())),
        ])]);
        assert_eq!(members[0], ("attachments".into(), expected));
        assert_eq!(members[1], ("dryRun".into(), Value::Boolean(true)));
    }

    #[test]
    fn all_violations_are_reported_missing_then_unknown_then_nested() {
        let params = json!({"attachmentSetId": 1, "nope": 2});
        assert_eq!(
            check("AddAttachmentsToSet", &params).unwrap_err(),
            "Missing required parameter in input: \"attachments\"\n\
             Unknown parameter in input: \"nope\", must be one of: attachmentSetId, attachments, dryRun\n\
             Invalid type for parameter attachmentSetId, value: 1, type: <class 'json'>, valid types: <class 'str'>"
        );
    }

    #[test]
    fn paths_name_members_and_items() {
        let params = json!({"attachments": [{}, {"data": 5}], "dryRun": 1});
        assert_eq!(
            check("AddAttachmentsToSet", &params).unwrap_err(),
            "Invalid type for parameter attachments[1].data, value: ..., type: <class 'json'>, valid types: \
             <class 'bytes'>, <class 'bytearray'>, file-like object\n\
             Invalid type for parameter dryRun, value: 1, type: <class 'json'>, valid types: <class 'bool'>"
        );
        let params = json!({"uploadId": "", "completedUploads": [{"eTag": "x", "partIndex": 1}, {"eTag": ""}]});
        assert_eq!(
            check("CompleteAttachmentUpload", &params).unwrap_err(),
            "Missing required parameter in completedUploads[1]: \"partIndex\"\n\
             Invalid length for parameter completedUploads[1].eTag, value: 0, valid min length: 1\n\
             Invalid length for parameter uploadId, value: 0, valid min length: 1"
        );
    }

    #[test]
    fn unknown_nested_members_are_reported_where_they_are() {
        let params = json!({"attachments": [{"filename": "a"}]});
        assert_eq!(
            check("AddAttachmentsToSet", &params).unwrap_err(),
            "Unknown parameter in attachments[0]: \"filename\", must be one of: fileName, data"
        );
    }

    #[test]
    fn minimums_hold_for_numbers_booleans_and_numbers_beyond_128_bits() {
        let report = |value: Json| check("DescribeCases", &json!({ "maxResults": value }));
        assert!(report(json!(10)).is_ok());
        assert!(report(json!(1000)).is_ok());
        assert_eq!(
            report(json!(9)).unwrap_err(),
            "Invalid value for parameter maxResults, value: 9, valid min value: 10"
        );
        assert_eq!(
            report(json!(true)).unwrap_err(),
            "Invalid value for parameter maxResults, value: true, valid min value: 10"
        );
        assert!(report(json!(10.0)).is_err());
        assert!(!WholeNumber::Digits("1".repeat(60)).is_below(10));
        assert!(WholeNumber::Digits(format!("-{}", "1".repeat(60))).is_below(0));
    }
}
