//! Text as bytes: base64, percent signs, digests.

use std::io::Read;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::eval::MAX_TEXT;
use crate::model::Value;

use super::{Context, Function, Regard, exactly, row, text_of};

/// A function of one text or more whose arguments must all be known.
const fn plain(
    name: &'static str,
    count: usize,
    compute: fn(&Context<'_>, &[Value]) -> Answer,
    example: &'static str,
    doc: &'static str,
) -> Function {
    row(name, exactly(count), Regard::Whole, compute, example, doc)
}

pub(super) const ROWS: &[Function] = &[
    plain("base64encode", 1, base64encode, r#"base64encode("a") = "YQ==""#, "the text in base64"),
    plain("base64decode", 1, base64decode, r#"base64decode("YQ==") = "a""#, "the text that base64 stands for"),
    plain(
        "base64gunzip",
        1,
        base64gunzip,
        "base64gunzip(local.packed)",
        "the text of base64 that was packed with gzip",
    ),
    plain(
        "textencodebase64",
        2,
        textencodebase64,
        r#"textencodebase64("a", "UTF-16LE") = "YQA=""#,
        "the text in an encoding, in base64",
    ),
    plain(
        "textdecodebase64",
        2,
        textdecodebase64,
        r#"textdecodebase64("YQA=", "UTF-16LE") = "a""#,
        "the text of base64 in an encoding",
    ),
    plain("urlencode", 1, urlencode, r#"urlencode("a b") = "a+b""#, "the text for a query of a URL"),
    plain("urldecode", 1, urldecode, r#"urldecode("a+b") = "a b""#, "the text of a query of a URL"),
    plain(
        "md5",
        1,
        |_, it| digest::<Md5>(it),
        r#"md5("") = "d41d8cd98f00b204e9800998ecf8427e""#,
        "the MD5 digest, in hex",
    ),
    plain(
        "sha1",
        1,
        |_, it| digest::<Sha1>(it),
        r#"sha1("") = "da39a3ee5e6b4b0d3255bfef95601890afd80709""#,
        "the SHA-1 digest, in hex",
    ),
    plain(
        "sha256",
        1,
        |_, it| digest::<Sha256>(it),
        r#"substr(sha256(""), 0, 8) = "e3b0c442""#,
        "the SHA-256 digest, in hex",
    ),
    plain(
        "sha512",
        1,
        |_, it| digest::<Sha512>(it),
        r#"substr(sha512(""), 0, 8) = "cf83e135""#,
        "the SHA-512 digest, in hex",
    ),
    plain(
        "base64sha256",
        1,
        |_, it| base64_digest::<Sha256>(it),
        r#"substr(base64sha256(""), 0, 4) = "47DE""#,
        "the SHA-256 digest, in base64",
    ),
    plain(
        "base64sha512",
        1,
        |_, it| base64_digest::<Sha512>(it),
        r#"substr(base64sha512(""), 0, 4) = "z4Ph""#,
        "the SHA-512 digest, in base64",
    ),
    plain(
        "uuidv5",
        2,
        uuidv5,
        r#"uuidv5("dns", "www.terraform.io") = "a5008fae-b28c-5ba5-96cd-82b4c53552d6""#,
        "the UUID of a name in a namespace",
    ),
];

type Answer = Result<Value, String>;

const NOT_BASE64: &str = "the text is not base64";

fn base64encode(_: &Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::string(&STANDARD.encode(text_of(arguments, 0)?.as_bytes())))
}

fn decoded(arguments: &[Value]) -> Result<Vec<u8>, String> {
    // Go's decoder passes over line ends.
    let text = text_of(arguments, 0)?.replace(['\n', '\r'], "");
    STANDARD.decode(text).map_err(|_| NOT_BASE64.to_owned())
}

fn utf8(bytes: Vec<u8>) -> Answer {
    let text = String::from_utf8(bytes).map_err(|_| "the bytes are no text (UTF-8)".to_owned())?;
    Ok(Value::String(Arc::from(text)))
}

fn base64decode(_: &Context<'_>, arguments: &[Value]) -> Answer {
    utf8(decoded(arguments)?)
}

fn base64gunzip(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let packed = decoded(arguments)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX);
    let unpacked = flate2::read::GzDecoder::new(packed.as_slice()).take(most + 1).read_to_end(&mut bytes);
    unpacked.map_err(|_| "the bytes are not packed with gzip".to_owned())?;
    if bytes.len() > MAX_TEXT {
        return Err("the text becomes too long".to_owned());
    }
    utf8(bytes)
}

/// Encodings that need no table.
enum Encoding {
    Utf8,
    Utf16 { big: bool },
    Latin1 { most: u32 },
}

fn encoding(arguments: &[Value]) -> Result<Encoding, String> {
    let name = text_of(arguments, 1)?.to_ascii_uppercase();
    Ok(match name.as_str() {
        "UTF-8" | "UTF8" => Encoding::Utf8,
        "UTF-16LE" => Encoding::Utf16 { big: false },
        "UTF-16BE" => Encoding::Utf16 { big: true },
        "ISO-8859-1" | "LATIN1" => Encoding::Latin1 { most: 0xff },
        "US-ASCII" | "ASCII" => Encoding::Latin1 { most: 0x7f },
        _ => return Err("poolproof does not know this encoding".to_owned()),
    })
}

fn textencodebase64(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let text = text_of(arguments, 0)?;
    let bytes: Vec<u8> = match encoding(arguments)? {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16 { big } => {
            let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            text.encode_utf16().flat_map(unit).collect()
        }
        Encoding::Latin1 { most } => {
            let byte = |c: char| u8::try_from(u32::from(c)).ok().filter(|byte| u32::from(*byte) <= most);
            let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
            bytes.ok_or("the text has characters that this encoding has not")?
        }
    };
    Ok(Value::string(&STANDARD.encode(bytes)))
}

fn textdecodebase64(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let bytes = decoded(arguments)?;
    match encoding(arguments)? {
        Encoding::Utf8 => utf8(bytes),
        Encoding::Utf16 { big } => {
            let (pairs, odd) = bytes.as_chunks::<2>();
            let unit = |pair: &[u8; 2]| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
            let units: Vec<u16> = pairs.iter().map(unit).collect();
            let text = String::from_utf16(&units).ok().filter(|_| odd.is_empty());
            text.map(|text| Value::string(&text)).ok_or_else(|| "the bytes are no text in this encoding".to_owned())
        }
        Encoding::Latin1 { .. } => Ok(Value::string(&bytes.into_iter().map(char::from).collect::<String>())),
    }
}

fn urlencode(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let mut encoded = String::new();
    for byte in text_of(arguments, 0)?.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(Value::string(&encoded))
}

fn urldecode(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let text = text_of(arguments, 0)?;
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = digit().zip(digit()).ok_or("two hex digits belong behind each `%`")?;
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            byte => byte,
        });
    }
    utf8(decoded)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest<D: Digest>(arguments: &[Value]) -> Answer {
    Ok(Value::string(&hex(&D::digest(text_of(arguments, 0)?.as_bytes()))))
}

fn base64_digest<D: Digest>(arguments: &[Value]) -> Answer {
    Ok(Value::string(&STANDARD.encode(D::digest(text_of(arguments, 0)?.as_bytes()))))
}

/// What a function that reads a file makes of its bytes; `None` where it is none of them.
pub(in crate::eval) fn of_file(name: &str, bytes: Vec<u8>) -> Option<Answer> {
    let text = match name {
        "file" => return Some(utf8(bytes)),
        "filebase64" => STANDARD.encode(bytes),
        "filemd5" => hex(&Md5::digest(bytes)),
        "filesha1" => hex(&Sha1::digest(bytes)),
        "filesha256" => hex(&Sha256::digest(bytes)),
        "filesha512" => hex(&Sha512::digest(bytes)),
        "filebase64sha256" => STANDARD.encode(Sha256::digest(bytes)),
        "filebase64sha512" => STANDARD.encode(Sha512::digest(bytes)),
        _ => return None,
    };
    Some(Ok(Value::string(&text)))
}

fn uuidv5(_: &Context<'_>, arguments: &[Value]) -> Answer {
    let namespace = text_of(arguments, 0)?;
    // RFC 4122 gives four namespaces that differ in one digit.
    let of = |digit: &str| format!("6ba7b81{digit}-9dad-11d1-80b4-00c04fd430c8");
    let namespace = match &*namespace {
        "dns" => of("0"),
        "url" => of("1"),
        "oid" => of("2"),
        "x500" => of("4"),
        other => other.to_owned(),
    };
    let digits: String = namespace.chars().filter(|c| *c != '-').collect();
    let wrong = || "the namespace is dns, url, oid, x500 or a UUID".to_owned();
    let number = u128::from_str_radix(&digits, 16).map_err(|_| wrong())?;
    if digits.len() != 32 {
        return Err(wrong());
    }
    let mut hash = Sha1::new();
    hash.update(number.to_be_bytes());
    hash.update(text_of(arguments, 1)?.as_bytes());
    let bytes = hash.finalize();
    let head = bytes.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let versioned = head & !(0xf << 76 | 0b11 << 62) | 5 << 76 | 0b10 << 62;
    let text = format!("{versioned:032x}");
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or("");
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    Ok(Value::string(&parts.join("-")))
}
