//! Taking inputs apart.

use crate::model::{OperationModel, SUPPORT};

/// A part of every secret that a target makes up. With capitals, so that no host can become it.
pub(super) const SECRET: &str = "Hidden-From-Everybody";

/// Whether an input has the secret, in a place that may be shown: a fuzzer that sees what is compared
/// comes to try that.
pub(super) fn has_secret(data: &[u8]) -> bool {
    position(data, SECRET.as_bytes()).is_some()
}

/// What stands between the parts of an input.
const RULE: &[u8] = b"\n---\n";

/// The first line without its end, and the rest.
pub(super) fn first_line(data: &[u8]) -> (&[u8], &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, rest) = data.split_at(end);
    (line, rest.get(1..).unwrap_or_default())
}

/// The operation that `name` names; any other text names one too, so that no input is lost.
pub(super) fn operation(name: &[u8]) -> &'static OperationModel {
    let named = std::str::from_utf8(name).ok().and_then(|name| SUPPORT.operation(name));
    let sum = name.iter().map(|byte| usize::from(*byte)).sum::<usize>();
    named
        .or_else(|| SUPPORT.operations.get(sum % SUPPORT.operations.len()))
        .expect("there are operations")
}

/// The first parts of an input, which lines of `---` are between, each as text. The last has all
/// that is left, and those that are missing are empty.
pub(super) fn parts<const N: usize>(data: &[u8]) -> [String; N] {
    let mut rest = data;
    let mut left = N;
    std::array::from_fn(|_| {
        left -= 1;
        let rule = (left > 0).then(|| position(rest, RULE)).flatten();
        let (part, after) = rest.split_at(rule.unwrap_or(rest.len()));
        rest = after.get(RULE.len()..).unwrap_or_default();
        String::from_utf8_lossy(part).into_owned()
    })
}

/// Where `needle` first stands in `haystack`.
pub(super) fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Whether there is a character that would end a line or steer a terminal.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7F)
}
