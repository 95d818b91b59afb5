//! The classic mistake with attachments: encoding them before they are given, when the client will
//! encode them again.

/// How well-known file formats begin.
const MAGIC: &[(&str, &[u8])] = &[
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("JPEG", b"\xff\xd8\xff"),
    ("GIF", b"GIF87a"),
    ("GIF", b"GIF89a"),
    ("PDF", b"%PDF-"),
    ("ZIP, and with it docx, xlsx, jar", b"PK\x03\x04"),
    ("gzip", b"\x1f\x8b\x08"),
    ("bzip2", b"BZh9"),
    ("xz", b"\xfd7zXZ\0"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("doc, xls, msi", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("rar", b"Rar!\x1a\x07"),
    ("TIFF", b"II*\0"),
    ("TIFF", b"MM\0*"),
    ("RTF", b"{\\rtf1"),
    ("pcap", b"\xd4\xc3\xb2\xa1"),
    ("pcapng", b"\x0a\x0d\x0d\x0a"),
    ("ELF", b"\x7fELF"),
    ("SQLite", b"SQLite format 3\0"),
];

/// How many characters are decoded to see how a file begins; shorter texts are not judged, since
/// they can begin like this by chance.
const HEAD_LEN: usize = 24;

/// Whether `bytes` look like a file of a known format that was base64-encoded: decoded they begin
/// as such a file does, and nothing but base64 follows. Line breaks, as MIME has them, are allowed
/// for.
pub fn looks_base64_encoded(bytes: &[u8]) -> bool {
    let text = bytes.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let head: Vec<u8> = text.take(HEAD_LEN).collect();
    if head.len() < HEAD_LEN {
        return false;
    }
    let Ok(begin) = base64_simd::STANDARD.decode_to_vec(&head) else {
        return false;
    };
    MAGIC.iter().any(|(_, magic)| begin.starts_with(magic)) && is_base64_throughout(bytes)
}

fn is_base64_throughout(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_end();
    let unpadded = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    // Whole pieces without a way out in between, which compilers make fast: megabytes are judged in
    // a fraction of a millisecond, on the thread of an event loop, too.
    unpadded.chunks(PIECE_LEN).all(|piece| {
        let others = piece.iter().fold(0, |others, byte| others | u8::from(!is_base64(*byte)));
        others == 0
    })
}

const PIECE_LEN: usize = 4096;

/// Whether it is one of the 64 characters, or part of a line break.
fn is_base64(byte: u8) -> bool {
    let begin = [(b'a', 26), (b'A', 26), (b'/', 11), (b'+', 1), (b'\r', 1), (b'\n', 1)];
    begin.iter().fold(0, |one, (first, len)| one | u8::from(byte.wrapping_sub(*first) < *len)) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on";

    #[test]
    fn encoded_files_are_noticed_with_and_without_line_breaks() {
        let mut encoded = base64_simd::STANDARD.encode_to_string(PNG);
        assert!(looks_base64_encoded(encoded.as_bytes()));
        encoded.insert_str(20, "\r\n");
        encoded.push('\n');
        assert!(looks_base64_encoded(encoded.as_bytes()));
        let pdf = base64_simd::STANDARD.encode_to_string(b"%PDF-1.7\n1 0 obj\n<<>>");
        assert!(looks_base64_encoded(pdf.as_bytes()));
    }

    #[test]
    fn raw_files_and_ordinary_text_are_not() {
        for raw in [PNG, b"%PDF-1.7\n1 0 obj", b"", b"/9j/", b"H4sI is how gzip begins in base64"] {
            assert!(!looks_base64_encoded(raw), "{raw:?}");
        }
    }

    #[test]
    fn every_format_of_the_table_is_noticed() {
        for (name, magic) in MAGIC {
            let file = [magic, &b"and what comes after the first bytes"[..]].concat();
            assert!(!looks_base64_encoded(&file), "{name}");
            let encoded = base64_simd::STANDARD.encode_to_string(&file);
            assert!(looks_base64_encoded(encoded.as_bytes()), "{name}");
            let broken = encoded.replacen('n', "#", 1).replacen('Y', "#", 1) + "#";
            assert!(!looks_base64_encoded(broken.as_bytes()), "{name}");
        }
    }

    #[test]
    fn one_byte_at_the_end_of_a_large_text_tells() {
        let mut encoded = base64_simd::STANDARD.encode_to_string([PNG, &vec![7; 20_000]].concat());
        assert!(looks_base64_encoded(encoded.as_bytes()));
        encoded.insert(25_000, '-');
        assert!(!looks_base64_encoded(encoded.as_bytes()));
    }
}
