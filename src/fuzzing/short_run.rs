//! The short run: every file of the corpus, and some thousand variations, the same ones each time. A
//! long one, with other variations each time, is `make fuzz`.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::TARGETS;

/// Variations of each target; together they take some seconds.
const CASES: u32 = 15_000;

/// What readers look for.
const TOKENS: &[&[u8]] = &[
    b"",
    b"\0",
    b"\n",
    b"\r\n",
    b"\r\n ",
    b"\t",
    b"\x7f",
    b"\xff",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
    b" ",
    b"\"",
    b"\\",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[",
    b",",
    b":",
    b": ",
    b"null",
    b"true",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-",
    b"0",
    b"9999999999999999999",
    b"#",
    b";",
    b"/",
    b"//",
    b"@",
    b"?",
    b"%",
    b"%0d%0a",
    b"[::1]",
    b"..",
    b"=",
    b"__type",
    b"message",
    b"chunked",
    b"0\r\n\r\n",
    b"Content-Length: ",
    b"Transfer-Encoding: ",
    b"HTTP/1.1 200 OK\r\n",
    b"\n---\n",
    b"GMT",
];

/// The files of a directory under `fuzz/`, in order of their names; none if it is not there.
fn files(kind: &str, target: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target);
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn target(name: &str) -> super::Target {
    TARGETS.iter().find(|(known, _)| *known == name).unwrap().1
}

/// A place, how many bytes are cut there, and what is put there instead.
type Edit = (Index, u8, Vec<u8>);

fn edit() -> impl Strategy<Value = Edit> {
    let put = prop_oneof![
        4 => prop::sample::select(TOKENS).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => (any::<u8>(), 1_usize..300).prop_map(|(byte, len)| vec![byte; len]),
    ];
    (any::<Index>(), prop_oneof![Just(0), 0_u8..4, any::<u8>()], put)
}

fn edited(mut data: Vec<u8>, edits: Vec<Edit>) -> Vec<u8> {
    for (place, cut, put) in edits {
        let start = place.index(data.len() + 1);
        let end = data.len().min(start + usize::from(cut));
        data.splice(start..end, put);
    }
    data
}

fn vary(name: &str) {
    let target = target(name);
    let seeds: Vec<_> = files("corpus", name).iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "{name} has no corpus");
    let inputs = (prop::sample::select(seeds), prop::collection::vec(edit(), 1..5))
        .prop_map(|(seed, edits)| edited(seed, edits));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, rng).run(&inputs, |data| {
        target(&data);
        Ok::<_, TestCaseError>(())
    });
    if let Err(TestError::Fail(reason, data)) = outcome {
        let shown = data.escape_ascii();
        panic!(
            "{reason}\nKeep this as a file in fuzz/findings/{name}, and mend the code:\n{shown}"
        );
    }
    outcome.unwrap();
}

#[test]
fn every_file_of_the_corpus_and_every_finding_is_taken() {
    for (name, target) in TARGETS {
        for path in [files("corpus", name), files("findings", name)].concat() {
            println!("{}", path.display()); // shown if it fails
            target(&fs::read(path).unwrap());
        }
    }
}

#[test]
fn every_target_has_a_program_for_cargo_fuzz() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}

macro_rules! vary {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            vary(stringify!($name));
        }
    )*};
}

mod variations {
    use super::vary;

    vary!(answer endpoint error proxy request response texts validation);
}
