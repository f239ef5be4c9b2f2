//! Bytes to text. PowerShell's `>` writes UTF-16 with a byte-order mark, and its users get nothing else.

use super::ReadError;

/// The text of a file: UTF-8 with or without a byte-order mark, or UTF-16 with one.
pub(super) fn decode(path: &str, bytes: Vec<u8>) -> Result<String, ReadError> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf16(path, rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf16(path, rest, u16::from_be_bytes);
    }
    let mut text = String::from_utf8(bytes).map_err(|error| not_text(path, error.utf8_error().valid_up_to()))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn utf16(path: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ReadError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(not_text(path, bytes.len()));
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .map_err(|_| not_text(path, bytes.len()))
}

fn not_text(path: &str, at: usize) -> ReadError {
    ReadError::new(path, format!("neither UTF-8 nor UTF-16 text (byte {at})"))
        .help("give the JSON that `terraform show -json PLANFILE` writes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_and_marks_are_read() {
        let utf16 = |unit: fn(u16) -> [u8; 2]| {
            let units = "\u{feff}{ä}\r\n".encode_utf16().flat_map(unit);
            decode("p", units.collect()).unwrap()
        };
        assert_eq!(utf16(u16::to_le_bytes), "{ä}\r\n");
        assert_eq!(utf16(u16::to_be_bytes), "{ä}\r\n");
        assert_eq!(decode("p", "\u{feff}{}".as_bytes().to_vec()).unwrap(), "{}");
        assert!(decode("p", vec![0xff, 0xfe, 0x00]).is_err());
        assert!(decode("p", vec![b'a', 0xc3]).unwrap_err().to_string().contains("byte 1"));
    }
}
