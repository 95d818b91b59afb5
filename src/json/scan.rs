//! What looks at bytes alone: numbers, runs of ordinary text, escapes.

/// How many bytes the number that `text` begins with has.
pub(super) fn number_len(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut len = usize::from(text.first() == Some(&b'-'));
    len += match text.get(len)? {
        b'0' => 1,
        b'1'..=b'9' => digits(len),
        _ => return None,
    };
    if text.get(len) == Some(&b'.') {
        let fraction = digits(len + 1);
        len += if fraction > 0 { 1 + fraction } else { return None };
    }
    if let Some(b'e' | b'E') = text.get(len) {
        let sign = usize::from(matches!(text.get(len + 1), Some(b'+' | b'-')));
        let exponent = digits(len + 1 + sign);
        len += if exponent > 0 { 1 + sign + exponent } else { return None };
    }
    Some(len)
}

/// How many bytes of a string's text come before a quote, a backslash or a control character.
pub(super) fn ordinary_len(text: &[u8]) -> usize {
    // Looking at a whole block without a branch is what the compiler makes vector code of.
    let (blocks, _) = text.as_chunks::<32>();
    let special =
        |byte: u8| u8::from(byte < 0x20) | u8::from(byte == b'"') | u8::from(byte == b'\\');
    let is_ordinary =
        |block: &[u8; 32]| block.iter().fold(0, |found, byte| found | special(*byte)) == 0;
    let mut len = 32 * blocks.iter().take_while(|block| is_ordinary(block)).count();
    let (words, _) = text.get(len..).unwrap_or_default().as_chunks::<8>();
    for word in words {
        let specials = specials(u64::from_le_bytes(*word));
        if specials != 0 {
            return len + specials.trailing_zeros() as usize / 8;
        }
        len += 8;
    }
    let rest = text.get(len..).unwrap_or_default();
    len + rest.iter().take_while(|byte| special(**byte) == 0).count()
}

/// Eight bytes at once: the high bit of each that is a quote, a backslash or a control character.
/// Bits above the lowest one set may be wrong.
fn specials(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = ONES * 0x80;
    let zeros = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let quotes = zeros(word ^ (ONES * u64::from(b'"')));
    let backslashes = zeros(word ^ (ONES * u64::from(b'\\')));
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | backslashes | controls) & HIGH
}

/// Append a code point, a surrogate in three bytes like its neighbours.
pub(crate) fn push_code_point(bytes: &mut Vec<u8>, point: u32) {
    match char::from_u32(point) {
        Some(character) => {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        None => bytes.extend(
            [0xE0 | (point >> 12), 0x80 | ((point >> 6) & 0x3F), 0x80 | (point & 0x3F)]
                .into_iter()
                .filter_map(|byte| u8::try_from(byte).ok()),
        ),
    }
}

/// What a backslash and this letter stand for, unless it is `u`.
pub(super) const fn simple_escape(letter: u8) -> Option<u8> {
    match letter {
        b'"' | b'\\' | b'/' => Some(letter),
        b'b' => Some(0x08),
        b'f' => Some(0x0C),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specials_are_found_at_every_place_of_a_block() {
        for len in 0..100 {
            for special in ["\"", "\\", "\n", "\u{1f}"] {
                let text = format!("{}{special}{}", "é".repeat(len), "x".repeat(40));
                assert_eq!(ordinary_len(text.as_bytes()), len * 2, "{special:?}");
            }
            assert_eq!(ordinary_len("\u{7f}".repeat(len).as_bytes()), len);
        }
    }
}
