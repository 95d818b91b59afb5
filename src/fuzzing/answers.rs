//! Answers: the three readers make the same of any body, and nothing but what is modelled.

use bytes::Bytes;

use super::input::{first_line, operation};
use crate::answer::tree::{Reading, readings};
use crate::answer::{Answer, OutputValue};
use crate::model::{Shape, ShapeKind};
use crate::parse::ResponseMetadata;
use crate::value::Value;

/// An operation's name on the first line, the body of its answer behind it.
pub fn answer(data: &[u8]) {
    let (name, body) = first_line(data);
    let shape = operation(name).output;
    let body = Bytes::copy_from_slice(body);
    let [(_, by_the_rules), others @ ..] = readings(shape, &body);
    for (reader, reading) in others {
        assert!(is_same(&reading, &by_the_rules), "{reader}: {reading:?}, not {by_the_rules:?}");
    }
    if let Ok(tree) = by_the_rules {
        assert!(is_as_modelled(&tree, shape), "{tree:?}");
    }
    let answer = Answer { shape, body, metadata: ResponseMetadata::default() };
    assert!(format!("{answer:?}").len() < 300, "a body is shown");
}

fn is_same(one: &Reading, other: &Reading) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => one == other,
        (Err(one), Err(other)) => format!("{one:?}") == format!("{other:?}"),
        _ => false,
    }
}

/// Whether structures, lists and blobs stand only where they are modelled, and nothing else there.
fn is_as_modelled(tree: &OutputValue, shape: &Shape) -> bool {
    match (tree, &shape.kind) {
        (Value::Structure(members), ShapeKind::Structure(modelled)) => {
            // In the model's order, each at most once.
            let mut left = modelled.iter();
            members.iter().all(|(name, value)| {
                let member = left.find(|member| *name == *member.name);
                member.is_some_and(|member| {
                    *value != Value::Null && is_as_modelled(value, member.shape)
                })
            })
        }
        (Value::List(items), ShapeKind::List(item)) => {
            items.iter().all(|value| *value == Value::Null || is_as_modelled(value, item))
        }
        (Value::Blob(_), ShapeKind::Blob) => true,
        (_, ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Blob) => false,
        // Scalars come as they are, even where they are none; but nothing is decoded there.
        (value, _) => !matches!(value, Value::Blob(_)),
    }
}
