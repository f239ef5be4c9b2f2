//! "Did you mean": the known name that a mistyped one is closest to.

/// Longer names are not compared.
const LONGEST: usize = 200;

/// The candidate closest to `name`, where one is close enough to be what was meant.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&lower, &candidate.to_lowercase(), allowed), candidate))
        .filter_map(|(distance, candidate)| Some((distance?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Letters to add, drop, change or swap to get from `a` to `b`; a mere beginning of the other counts as 1. `None` above
/// `allowed`.
fn distance(a: &str, b: &str, allowed: usize) -> Option<usize> {
    if a.len() >= 3 && b.starts_with(a) {
        return Some(1);
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > allowed || a.len() > LONGEST {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, left) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, right) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&last, column) + usize::from(left != right))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped = row > 0 && column > 0 && a.get(row - 1) == Some(right) && b.get(column - 1) == Some(left);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["pool", "listener", "weight", "prior_attrs"];
        let table = [
            ("pol", Some("pool")),
            ("Pool", Some("pool")),
            ("lisetner", Some("listener")),
            ("wieght", Some("weight")),
            ("prior", Some("prior_attrs")),
            ("zebra", None),
            ("", None),
        ];
        for (typed, expected) in table {
            assert_eq!(did_you_mean(typed, names), expected, "{typed}");
        }
    }
}
