//! A *tone* is what colour adds to a text. Colour never carries meaning alone: the words are the same without it.

use owo_colors::{OwoColorize, Style};

/// How a piece of text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// As it is.
    Plain,
    /// Stands out.
    Strong,
    /// Stands back.
    Faint,
    /// Blocks, dead, destroyed.
    Bad,
    /// Warns, changes.
    Warn,
    /// Not known.
    Unknown,
    /// Created, live, in order.
    Good,
}

/// Colours text, or leaves it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Whether to colour at all.
    pub(super) colour: bool,
}

impl Paint {
    /// `text` in `tone`.
    pub(super) fn tone(self, tone: Tone, text: &str) -> String {
        if !self.colour || tone == Tone::Plain || text.is_empty() {
            return text.to_owned();
        }
        text.style(style(tone)).to_string()
    }
}

fn style(tone: Tone) -> Style {
    let style = Style::new();
    match tone {
        Tone::Plain => style,
        Tone::Strong => style.bold(),
        Tone::Faint => style.dimmed(),
        Tone::Bad => style.red().bold(),
        Tone::Warn => style.yellow().bold(),
        Tone::Unknown => style.magenta().bold(),
        Tone::Good => style.green().bold(),
    }
}
