//! Changes to JSON that leave it JSON: a value for another one, from a list of odd ones or from elsewhere in the document.

use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Map, Value, json};

/// Numbers that are drawn one after the other from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((drawn ^ (drawn >> 31)) % end.max(1) as u64) as usize
    }
}

/// Changes a few values of a JSON document; what is no JSON is changed byte by byte.
pub fn json_mutator(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed));
    let parsed = data.get(..size).and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    let Some(mut document) = parsed.filter(|_| dice.below(8) > 0) else { return fuzzer_mutate(data, size, max_size) };
    for _ in 0..=dice.below(4) {
        let donor = pick(&document, &mut dice).clone();
        change(&mut document, donor, &mut dice);
    }
    let bytes = serde_json::to_vec(&document).unwrap_or_default();
    match data.get_mut(..bytes.len()).filter(|room| room.len() <= max_size && !room.is_empty()) {
        Some(room) => {
            room.copy_from_slice(&bytes);
            bytes.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(entries) => entries.values().map(count).sum(),
        _ => 0,
    }
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(entries) => entries.values().collect(),
        _ => Vec::new(),
    }
}

fn pick<'v>(value: &'v Value, dice: &mut Dice) -> &'v Value {
    let mut left = dice.below(count(value));
    let mut value = value;
    'down: while left > 0 {
        left -= 1;
        for child in children(value) {
            let inside = count(child);
            if left < inside {
                value = child;
                continue 'down;
            }
            left -= inside;
        }
        break;
    }
    value
}

/// The value at a place drawn at random.
fn place<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    let inner: Vec<&mut Value> = match value {
        Value::Array(list) => list.iter_mut().collect(),
        Value::Object(entries) => entries.values_mut().collect(),
        _ => Vec::new(),
    };
    inner.into_iter().find_map(|child| {
        let inside = count(child);
        if *left >= inside {
            *left -= inside;
            return None;
        }
        place(child, left)
    })
}

fn change(document: &mut Value, donor: Value, dice: &mut Dice) {
    let mut left = dice.below(count(document));
    let Some(value) = place(document, &mut left) else { return };
    match (dice.below(6), &mut *value) {
        (0, Value::Array(list)) if !list.is_empty() => {
            let (from, to) = (dice.below(list.len()), dice.below(list.len() + 1));
            list.insert(to, list[from].clone());
        }
        (1, Value::Array(list)) if !list.is_empty() => drop(list.remove(dice.below(list.len()))),
        (0, Value::Array(list)) => list.push(donor),
        (0, Value::Object(entries)) => rename(entries, dice),
        (1, Value::Object(entries)) => {
            let key = entries.keys().nth(dice.below(entries.len())).cloned();
            key.into_iter().for_each(|key| drop(entries.remove(&key)));
        }
        (0 | 1, Value::String(text)) => *text = bent(text, dice),
        (2 | 3, _) => *value = donor,
        _ => *value = odd(dice),
    }
}

fn rename(entries: &mut Map<String, Value>, dice: &mut Dice) {
    let key = entries.keys().nth(dice.below(entries.len())).cloned();
    let Some((key, value)) = key.and_then(|key| entries.remove_entry(&key)) else { return };
    entries.insert(bent(&key, dice), value);
}

/// A text, bent: such as addresses and ARNs are.
fn bent(text: &str, dice: &mut Dice) -> String {
    let pieces = ["[0]", "[\"a\"]", ".", "module.m.", "data.", "*", "${x}", "\u{1b}[2J", "/", ":", "\n", "ü", "", "\0", "\"]"];
    let at = text.char_indices().map(|(at, _)| at).nth(dice.below(text.chars().count())).unwrap_or(0);
    let piece = pieces[dice.below(pieces.len())];
    match dice.below(4) {
        0 => text[..at].to_owned(),
        1 => text.replacen(['.', '[', ':', '/'], piece, 1),
        2 => format!("{text}{text}"),
        _ => format!("{}{piece}{}", &text[..at], &text[at..]),
    }
}

fn odd(dice: &mut Dice) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1),
        json!(65536),
        json!(18_446_744_073_709_551_615_u64),
        json!(-9_223_372_036_854_775_808_i64),
        json!(1e308),
        json!(0.1),
        json!(""),
        json!("*"),
        json!("443"),
        json!("arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"),
        json!("module.a[\"b\"].aws_lb.c[0]"),
        json!("10.0.0.0/8"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([null]),
        json!({ "a": [{}] }),
        json!({ "references": ["aws_lb.c", "each.value"] }),
        json!({ "constant_value": null }),
    ];
    values[dice.below(values.len())].clone()
}
