//! A *window* is the part of a long JSON text that is in memory. It moves over the text once, from the beginning to the
//! end, and is wider than it has to be only where a single value is.

use std::io::Read;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Values may nest as deep among those that the window goes into. The readers of what is in it go some levels further, and
/// stay below the 127 that a whole text may have.
const MAX_DEPTH: usize = 100;
/// Characters of a beginning that is kept, without blanks.
pub(super) const BEGINNING: usize = 32;

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Why there is nothing to be had at the place where the window stands.
pub(super) enum Stop {
    /// The window ends in the midst of it.
    Short,
    /// This is no text for a window: whoever reads it whole says why, or can do what this way cannot.
    Odd,
}

/// What is kept of the text that is passed.
pub(super) enum Keep {
    Nothing,
    All,
    /// The first characters that are no blanks.
    Beginning,
}

pub(super) struct Window<R> {
    from: R,
    /// Bytes that are read at a time.
    width: usize,
    text: String,
    /// Bytes of a character whose rest is not read yet.
    cut: Vec<u8>,
    /// Where the window begins.
    start: usize,
    /// How much of it is passed.
    passed: usize,
    /// How many objects and lists the place stands in.
    depth: usize,
    /// The last of them has just begun.
    is_fresh: bool,
    keep: Keep,
    kept: String,
}

impl<R: Read> Window<R> {
    pub(super) fn new(from: R, width: usize) -> Self {
        Self {
            from,
            width,
            text: String::new(),
            cut: Vec::new(),
            start: 0,
            passed: 0,
            depth: 0,
            is_fresh: false,
            keep: Keep::Nothing,
            kept: String::new(),
        }
    }

    /// What is in the window, and where that begins.
    pub(super) fn text(&self) -> (&str, usize) {
        (&self.text, self.start)
    }

    fn rest(&self) -> &str {
        self.text.get(self.passed..).unwrap_or_default()
    }

    /// Moves on: lets go of what is passed, and reads more. Returns how many bytes.
    fn fill(&mut self) -> Result<usize, Stop> {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.drain(..self.passed);
        self.start += std::mem::take(&mut self.passed);
        bytes.append(&mut self.cut);
        // What is left of a value that is wider than the window is doubled, so that few attempts are made at it.
        let wanted = self.width.max(bytes.len());
        bytes.reserve(wanted);
        let read = self.from.by_ref().take(wanted as u64).read_to_end(&mut bytes).map_err(|_| Stop::Odd)?;
        self.text = self.whole_characters(bytes)?;
        Ok(read)
    }

    fn whole_characters(&mut self, bytes: Vec<u8>) -> Result<String, Stop> {
        let error = match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => error,
        };
        let (valid, known) = (error.utf8_error().valid_up_to(), error.utf8_error());
        if known.error_len().is_some() {
            return Err(Stop::Odd);
        }
        let mut bytes = error.into_bytes();
        self.cut = bytes.split_off(valid);
        String::from_utf8(bytes).map_err(|_| Stop::Odd)
    }

    fn more(&mut self) -> Result<(), Stop> {
        if self.fill()? == 0 { Err(Stop::Odd) } else { Ok(()) }
    }

    fn pass(&mut self, length: usize) {
        let text = self.text.get(self.passed..self.passed + length).unwrap_or_default();
        match self.keep {
            Keep::Nothing => {}
            Keep::All => self.kept.push_str(text),
            Keep::Beginning => {
                let room = BEGINNING.saturating_sub(self.kept.chars().count());
                self.kept.extend(text.chars().filter(|c| !c.is_whitespace()).take(room));
            }
        }
        self.passed += length;
    }

    /// The next byte that is no blank; blanks before it are passed.
    pub(super) fn peek(&mut self) -> Result<u8, Stop> {
        loop {
            self.pass(self.rest().len() - self.rest().trim_start_matches(BLANKS).len());
            match self.rest().bytes().next() {
                Some(byte) => return Ok(byte),
                None => self.more()?,
            }
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek()? != byte {
            return Err(Stop::Odd);
        }
        self.pass(1);
        Ok(())
    }

    /// Goes into an object or a list.
    pub(super) fn open(&mut self, bracket: u8) -> Result<(), Stop> {
        self.take(bracket)?;
        self.depth += 1;
        self.is_fresh = true;
        if self.depth > MAX_DEPTH { Err(Stop::Odd) } else { Ok(()) }
    }

    /// Whether another entry comes before the bracket that closes, which is passed then.
    fn goes_on(&mut self, bracket: u8) -> Result<bool, Stop> {
        let is_first = std::mem::take(&mut self.is_fresh);
        if self.peek()? == bracket {
            self.pass(1);
            self.depth -= 1;
            return Ok(false);
        }
        if !is_first {
            self.take(b',')?;
        }
        Ok(true)
    }

    /// The next key of the object, up to its value; nothing where the object ends.
    pub(super) fn key(&mut self) -> Result<Option<String>, Stop> {
        if !self.goes_on(b'}')? {
            return Ok(None);
        }
        let key = self.make(|window| window.ahead::<String>())?;
        self.take(b':')?;
        Ok(Some(key))
    }

    /// Goes to the next element of the list, if there is one.
    pub(super) fn element(&mut self) -> Result<bool, Stop> {
        self.goes_on(b']')
    }

    /// The value that comes next, and where it ends; it is not passed.
    pub(super) fn ahead<'w, T: Deserialize<'w>>(&'w self) -> Result<(T, usize), Stop> {
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<T>();
        let value = match values.next() {
            Some(Ok(value)) => value,
            // A number that is cut is said to be a wrong one, not to end too soon.
            Some(Err(error)) if !error.is_eof() && !self.rest().ends_with(['-', '+', '.', 'e', 'E']) => {
                return Err(Stop::Odd);
            }
            _ => return Err(Stop::Short),
        };
        let end = values.byte_offset();
        // A number may go on behind the end of the window.
        let is_whole = end < self.rest().len() || self.rest().ends_with(['}', ']', '"']);
        if is_whole { Ok((value, end)) } else { Err(Stop::Short) }
    }

    /// What `attempt` makes of the value that comes next, which is passed. It is asked again until the window is wide enough.
    pub(super) fn make<V>(&mut self, attempt: impl Fn(&Self) -> Result<(V, usize), Stop>) -> Result<V, Stop> {
        loop {
            match attempt(self) {
                Ok((made, end)) => {
                    self.pass(end);
                    return Ok(made);
                }
                Err(Stop::Short) => self.more()?,
                Err(Stop::Odd) => return Err(Stop::Odd),
            }
        }
    }

    /// Passes a value. One that is not in the window as a whole is gone through part by part.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        let first = self.peek()?;
        match (self.ahead::<IgnoredAny>(), first) {
            (Ok((_, end)), _) => self.pass(end),
            (Err(Stop::Short), b'{') => {
                self.open(b'{')?;
                while self.key()?.is_some() {
                    self.skip()?;
                }
            }
            (Err(Stop::Short), b'[') => {
                self.open(b'[')?;
                while self.element()? {
                    self.skip()?;
                }
            }
            (Err(Stop::Short), _) => drop(self.make(|window| window.ahead::<IgnoredAny>())?),
            (Err(Stop::Odd), _) => return Err(Stop::Odd),
        }
        Ok(())
    }

    /// Passes a value, and returns what is to be kept of it.
    pub(super) fn keep(&mut self, keep: Keep) -> Result<String, Stop> {
        self.peek()?;
        self.keep = keep;
        let passed = self.skip();
        self.keep = Keep::Nothing;
        passed.map(|()| std::mem::take(&mut self.kept))
    }

    /// How long the whole text is, once nothing but blanks is left of it.
    pub(super) fn end(&mut self) -> Result<usize, Stop> {
        loop {
            if !self.rest().trim_start_matches(BLANKS).is_empty() {
                return Err(Stop::Odd);
            }
            self.pass(self.rest().len());
            if self.fill()? == 0 {
                return if self.cut.is_empty() { Ok(self.start) } else { Err(Stop::Odd) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_narrow_unless_a_value_is_wide() {
        let module =
            format!(r#"{{"resources":[{}],"n":[{}]}}"#, r#"{"a":"xyz"},"#.repeat(9999) + "{}", "1,".repeat(9999) + "1");
        let text = format!(r#"{{"a":{module},"b":[{module}],"c":"{}"}}"#, "x".repeat(5000));
        let mut window = Window::new(text.as_bytes(), 64);
        let mut widest = Vec::new();
        assert!(window.open(b'{').is_ok());
        while let Ok(Some(_)) = window.key() {
            assert!(window.skip().is_ok());
            widest.push(window.text.capacity());
        }
        assert!(matches!(widest[..], [..500, ..500, 5000..20_000]), "{widest:?}");
        assert!(window.end().is_ok_and(|length| length == text.len()));
    }
}
