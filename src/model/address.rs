//! An *address* names a resource instance as Terraform prints it: `module.app["eu.west"].aws_lb_target_group.this[0]`.
//! Instance keys are strings of any text: dots, brackets and quotes in them are text, not syntax.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// The key of an instance of a resource or a module with `count` or `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// An index of `count`.
    Index(u64),
    /// A key of `for_each`.
    Name(Arc<str>),
}

/// Whether Terraform manages a resource or only reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// A `resource` block.
    Managed,
    /// A `data` block.
    Data,
}

/// One step down the module tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleStep {
    /// Name of the module call.
    pub name: Arc<str>,
    /// Instance of the call, where it has `count` or `for_each`.
    pub key: Option<Key>,
}

/// An instance of a module: the steps from the root to it; none for the root.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ModulePath(pub Vec<ModuleStep>);

/// A resource instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The module instance it stands in.
    pub module: ModulePath,
    /// Resource or data source.
    pub mode: Mode,
    /// Type, such as `aws_lb_listener`.
    pub type_: Arc<str>,
    /// Name of the block.
    pub name: Arc<str>,
    /// Instance of the block, where it has `count` or `for_each`.
    pub key: Option<Key>,
}

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    /// Byte at which the text stops making sense.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a resource address: expected {} at byte {}", self.expected, self.at)
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// Reads an address as Terraform prints it.
    ///
    /// # Errors
    /// Where the text is not an address, with the byte at which it stops being one.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let mut reader = Reader { text, at: 0 };
        let module = reader.modules()?;
        let mode = if reader.take("data.") { Mode::Data } else { Mode::Managed };
        let type_ = reader.identifier("a resource type")?;
        reader.expect(".", "a dot after the resource type")?;
        let name = reader.identifier("a resource name")?;
        let key = reader.key()?;
        reader.end()?;
        Ok(Self { module: ModulePath(module), mode, type_, name, key })
    }

    fn parts(&self) -> (&ModulePath, Mode, &str, &str, Option<&Key>) {
        (&self.module, self.mode, &self.type_, &self.name, self.key.as_ref())
    }

    /// The address of the block that made this instance: no instance keys anywhere.
    pub fn block(&self) -> String {
        let mut text = String::new();
        for step in &self.module.0 {
            text.push_str("module.");
            text.push_str(&step.name);
            text.push('.');
        }
        if self.mode == Mode::Data {
            text.push_str("data.");
        }
        text.push_str(&self.type_);
        text.push('.');
        text.push_str(&self.name);
        text
    }
}

impl ModulePath {
    /// Reads the address of a module instance; the empty text is the root.
    ///
    /// # Errors
    /// Where the text is not a module address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut reader = Reader { text, at: 0 };
        let mut steps = vec![reader.module()?];
        while reader.take(".") {
            steps.push(reader.module()?);
        }
        reader.end()?;
        Ok(Self(steps))
    }

    /// The module that this one is called from, and the step between; none for the root.
    pub fn parent(&self) -> Option<(ModulePath, &ModuleStep)> {
        let (last, rest) = self.0.split_last()?;
        Some((ModulePath(rest.to_vec()), last))
    }

    /// The module instance one step further down.
    pub fn child(&self, name: &str, key: Option<Key>) -> Self {
        let mut steps = self.0.clone();
        steps.push(ModuleStep { name: name.into(), key });
        Self(steps)
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn error<T>(&self, expected: &'static str) -> Result<T, AddressError> {
        Err(AddressError { at: self.at, expected })
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn expect(&mut self, word: &str, expected: &'static str) -> Result<(), AddressError> {
        if self.take(word) { Ok(()) } else { self.error(expected) }
    }

    fn end(&self) -> Result<(), AddressError> {
        if self.rest().is_empty() { Ok(()) } else { self.error("the end") }
    }

    /// Every `module.name[key].` at the front. A resource type is never called `module`.
    fn modules(&mut self) -> Result<Vec<ModuleStep>, AddressError> {
        let mut steps = Vec::new();
        while self.rest().starts_with("module.") {
            steps.push(self.module()?);
            self.expect(".", "a dot after the module")?;
        }
        Ok(steps)
    }

    fn module(&mut self) -> Result<ModuleStep, AddressError> {
        self.expect("module.", "`module.`")?;
        Ok(ModuleStep { name: self.identifier("a module name")?, key: self.key()? })
    }

    fn identifier(&mut self, expected: &'static str) -> Result<Arc<str>, AddressError> {
        let rest = self.rest();
        let length = rest.find(['.', '[', ']', '"', ' ']).unwrap_or(rest.len());
        let Some(name) = rest.get(..length).filter(|name| !name.is_empty()) else {
            return self.error(expected);
        };
        self.at += length;
        Ok(name.into())
    }

    fn key(&mut self) -> Result<Option<Key>, AddressError> {
        if !self.take("[") {
            return Ok(None);
        }
        let key = if self.take("\"") { Key::Name(self.quoted()?) } else { self.number()? };
        self.expect("]", "a closing bracket")?;
        Ok(Some(key))
    }

    fn number(&mut self) -> Result<Key, AddressError> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest.get(..length).unwrap_or("");
        let canonical = digits == "0" || !digits.starts_with('0');
        let Some(index) = digits.parse().ok().filter(|_| canonical) else {
            return self.error("an instance key");
        };
        self.at += length;
        Ok(Key::Index(index))
    }

    /// The rest of a string after its opening quote, as HCL escapes it.
    fn quoted(&mut self) -> Result<Arc<str>, AddressError> {
        let mut text = String::new();
        loop {
            if self.take("$${") {
                text.push_str("${");
            } else if self.take("%%{") {
                text.push_str("%{");
            } else if self.take("\"") {
                return Ok(text.into());
            } else if self.take("\\") {
                text.push(self.escape()?);
            } else {
                let Some(c) = self.rest().chars().next() else {
                    return self.error("a closing quote");
                };
                self.at += c.len_utf8();
                text.push(c);
            }
        }
    }

    fn escape(&mut self) -> Result<char, AddressError> {
        for (word, c) in [("n", '\n'), ("r", '\r'), ("t", '\t'), ("\"", '"'), ("\\", '\\')] {
            if self.take(word) {
                return Ok(c);
            }
        }
        let digits = if self.take("u") {
            4
        } else if self.take("U") {
            8
        } else {
            return self.error("an escape");
        };
        let code = self.rest().get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let Some(c) = code.and_then(char::from_u32) else {
            return self.error("the code of a character");
        };
        self.at += digits;
        Ok(c)
    }
}

impl Key {
    /// The same key, as an index expression finds it: Terraform converts `["0"]` for a resource with `count`.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Index(index), Self::Name(name)) | (Self::Name(name), Self::Index(index)) => {
                **name == index.to_string()
            }
            (one, other) => one == other,
        }
    }
}

impl fmt::Display for Key {
    /// As Terraform's `toHCLQuotedString` prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Index(index) => return write!(f, "[{index}]"),
            Self::Name(name) => name,
        };
        f.write_str("[\"")?;
        // Nearly all keys are plain words.
        if name.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'$' | b'%')) {
            f.write_str(name)?;
            return f.write_str("\"]");
        }
        let mut rest = name.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '$' | '%' if rest.peek() == Some(&'{') => write!(f, "{c}{c}")?,
                c if is_printable(c) => write!(f, "{c}")?,
                c if u32::from(c) < 0x1_0000 => write!(f, "\\u{:04x}", u32::from(c))?,
                c => write!(f, "\\U{:08x}", u32::from(c))?,
            }
        }
        f.write_str("\"]")
    }
}

/// Terraform escapes what Go's `unicode.IsPrint` refuses: controls, spaces other than the plain one, and invisible
/// formatting such as bidirectional overrides.
fn is_printable(c: char) -> bool {
    let invisible = matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}');
    !(c.is_control() || invisible || (c.is_whitespace() && c != ' '))
}

impl fmt::Display for ModuleStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "module.{}", self.name)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "{key}"))
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            write!(f, "{dot}{step}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.module.0 {
            write!(f, "{step}.")?;
        }
        let data = if self.mode == Mode::Data { "data." } else { "" };
        write!(f, "{data}{}.{}", self.type_, self.name)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "{key}"))
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_text_not_syntax() {
        let text = r#"module.m["a.b[\"c\"].d"].module.n[2].data.aws_lb.this["$${x} \\ é"]"#;
        let address = Address::parse(text).unwrap();
        assert_eq!(address.to_string(), text);
        assert_eq!(address.module.0[0].key, Some(Key::Name("a.b[\"c\"].d".into())));
        assert_eq!(address.key, Some(Key::Name("${x} \\ é".into())));
        assert_eq!(address.block(), "module.m.module.n.data.aws_lb.this");
    }

    #[test]
    fn what_is_no_address_says_where() {
        for (text, at) in [("aws_lb", 6), ("aws_lb.x[", 9), ("aws_lb.x[\"a]", 12), ("aws_lb.x y", 8), ("", 0)] {
            assert_eq!(Address::parse(text).unwrap_err().at, at, "{text}");
        }
    }
}
