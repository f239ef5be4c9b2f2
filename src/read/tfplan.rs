//! The entry `tfplan` of a saved plan: Terraform's own encoding (protobuf). Of its many fields two are read, by their
//! numbers in Terraform's `planfile.proto`, which OpenTofu shares; all others are skipped without being held.

use std::io::{self, Read};

/// `Plan.backend`, and `Plan.state_store` of newer versions: where the state is kept.
const BACKEND: [u64; 2] = [13, 29];
/// `Plan.terraform_version`.
const VERSION: u64 = 14;
/// `Backend.workspace`, `StateStore.workspace`.
const WORKSPACE: u64 = 3;
/// The two fields are small; larger ones are something else.
const MAX_FIELD: u64 = 1 << 20;
/// A small zip can hold a very large entry.
const MAX_BYTES: u64 = 1 << 30;

/// What the plan says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// `terraform.workspace`.
    pub(super) workspace: Option<String>,
    /// The version that wrote it.
    pub(super) version: Option<String>,
}

/// Reads the facts.
///
/// # Errors
/// The plan is damaged.
pub(super) fn facts(bytes: impl Read) -> io::Result<Facts> {
    let mut facts = Facts::default();
    let mut wanted = |number| BACKEND.contains(&number) || number == VERSION;
    fields(bytes.take(MAX_BYTES), &mut wanted, &mut |number, bytes| {
        if number == VERSION {
            facts.version = text(bytes);
        } else {
            facts.workspace = facts.workspace.take().or_else(|| workspace(&bytes));
        }
    })?;
    Ok(facts)
}

fn workspace(backend: &[u8]) -> Option<String> {
    let mut found = None;
    let _ = fields(backend, &mut |number| number == WORKSPACE, &mut |_, bytes| found = text(bytes));
    found
}

fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

/// Walks over the fields of a message and hands out the wanted ones that have a length.
fn fields(
    mut bytes: impl Read,
    wanted: &mut dyn FnMut(u64) -> bool,
    found: &mut dyn FnMut(u64, Vec<u8>),
) -> io::Result<()> {
    while let Some(tag) = varint(&mut bytes)? {
        let length = match tag & 7 {
            0 => {
                varint(&mut bytes)?;
                0
            }
            1 => 8,
            2 => varint(&mut bytes)?.unwrap_or(0),
            5 => 4,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        let mut field = bytes.by_ref().take(length);
        if tag & 7 == 2 && length <= MAX_FIELD && wanted(tag >> 3) {
            let mut value = Vec::new();
            field.read_to_end(&mut value)?;
            if value.len() as u64 != length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            found(tag >> 3, value);
        } else {
            let skipped = io::copy(&mut field, &mut io::sink())?;
            if skipped != length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
    Ok(())
}

/// A number of variable length; nothing at the end.
fn varint(bytes: &mut impl Read) -> io::Result<Option<u64>> {
    let mut number = 0u64;
    for place in 0..10 {
        let mut byte = [0u8; 1];
        if bytes.read(&mut byte)? == 0 {
            return if place == 0 { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        let [byte] = byte;
        number |= u64::from(byte & 0x7f).checked_shl(place * 7).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let tag = u16::from(number) << 3 | 2;
        let mut field = if tag < 0x80 { vec![tag as u8] } else { vec![(tag & 0x7f) as u8 | 0x80, (tag >> 7) as u8] };
        field.push(bytes.len() as u8);
        field.extend(bytes);
        field
    }

    #[test]
    fn workspace_and_version_are_found_among_other_fields() {
        let backend = [field(1, b"s3"), field(2, b"\x0a\x02xy"), field(3, b"prod")].concat();
        let plan = [vec![0x08, 0x03], field(3, &[7; 100]), field(13, &backend), field(14, b"1.11.4"), vec![0xd0, 1, 1]]
            .concat();
        let expected = Facts { workspace: Some("prod".to_owned()), version: Some("1.11.4".to_owned()) };
        assert_eq!(facts(plan.as_slice()).unwrap(), expected);
        // Cut anywhere, it neither panics nor invents.
        for length in 0..plan.len() {
            if let Ok(facts) = facts(plan.get(..length).unwrap()) {
                assert!(facts.workspace.is_none() || facts.workspace == expected.workspace);
            }
        }
        assert!(facts([0xff; 64].as_slice()).is_err());
        assert_eq!(facts([].as_slice()).unwrap(), Facts::default());
    }
}
