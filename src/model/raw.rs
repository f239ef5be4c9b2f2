//! A *raw* piece of a plan holds one JSON value as text, until somebody asks for it. A large plan can have 100 MB of text
//! of which nobody asks for a third: what is known of such a one is where everything stands, and a piece that is asked for
//! is read from its file again.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A file from which pieces are read again.
pub trait Pieces: fmt::Debug + Send + Sync {
    /// The piece in `range`; nothing where it cannot be read, or the file is no longer what it was.
    fn piece(&self, range: Range<usize>) -> Option<String>;
}

/// The text of a plan.
#[derive(Debug)]
pub enum Text {
    /// In memory.
    Kept(Arc<String>),
    /// In its file.
    Left(Arc<dyn Pieces>),
}

/// A piece of a plan's text that holds one JSON value. Cheap to clone.
#[derive(Clone)]
pub struct Raw {
    text: Arc<Text>,
    range: Range<usize>,
}

impl Raw {
    /// The piece of `text` in `range`.
    pub fn new(text: &Arc<Text>, range: Range<usize>) -> Self {
        Self { text: Arc::clone(text), range }
    }

    /// The whole of a text that is in memory.
    pub fn whole(text: impl Into<Arc<String>>) -> Self {
        let text = text.into();
        let range = 0..text.len();
        Self { text: Arc::new(Text::Kept(text)), range }
    }

    /// The JSON. What cannot be read again is no JSON, and whoever parses it knows.
    pub fn text(&self) -> Cow<'_, str> {
        match &*self.text {
            Text::Kept(text) => Cow::Borrowed(text.get(self.range.clone()).unwrap_or_default()),
            Text::Left(pieces) => Cow::Owned(pieces.piece(self.range.clone()).unwrap_or_default()),
        }
    }
}

/// What it says, wherever that stands.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Raw").field(&self.text()).finish()
    }
}
