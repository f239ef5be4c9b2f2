//! *Pairs*: each of some things takes a partner of its own among as many others.

use crate::hash::HashMap;

/// The first of so many that is left over where each takes a partner that fits it, of as many, in the best of all ways.
pub(super) fn without_partner(count: usize, fits: impl Fn(usize, usize) -> bool) -> Option<usize> {
    let mut pairs = Pairs { of: vec![None; count], known: HashMap::default(), fits };
    (0..count).find(|one| !pairs.pair(*one, &mut vec![false; count]))
}

struct Pairs<F> {
    /// Who has each partner.
    of: Vec<Option<usize>>,
    /// What was asked: an answer takes an evaluation.
    known: HashMap<(usize, usize), bool>,
    fits: F,
}

impl<F: Fn(usize, usize) -> bool> Pairs<F> {
    /// Whether there is a partner for one, who may have to be left by another who finds a new one.
    fn pair(&mut self, one: usize, asked: &mut Vec<bool>) -> bool {
        // Mostly both stand in one order.
        for partner in (one..asked.len()).chain(0..one) {
            let is_new = asked.get(partner) == Some(&false);
            if !is_new || !self.fit(one, partner) {
                continue;
            }
            asked.get_mut(partner).into_iter().for_each(|asked| *asked = true);
            let other = self.of.get(partner).copied().flatten();
            if other.is_none_or(|other| self.pair(other, asked)) {
                self.of.get_mut(partner).into_iter().for_each(|of| *of = Some(one));
                return true;
            }
        }
        false
    }

    fn fit(&mut self, one: usize, partner: usize) -> bool {
        *self.known.entry((one, partner)).or_insert_with(|| (self.fits)(one, partner))
    }
}

#[cfg(test)]
mod tests {
    use super::without_partner;

    #[test]
    fn each_takes_a_partner_of_its_own() {
        let alone = |fits: &[Vec<usize>]| without_partner(fits.len(), |one, partner| fits[one].contains(&partner));
        assert_eq!(alone(&[]), None);
        assert_eq!(alone(&[vec![0, 1], vec![0]]), None, "the first one makes room");
        assert_eq!(alone(&[vec![0, 1, 2], vec![0], vec![0, 1]]), None);
        assert_eq!(alone(&[vec![0], vec![0]]), Some(1), "two weights of 0 are not 0 and 100");
        assert_eq!(alone(&[vec![0], vec![1, 2], vec![]]), Some(2));
        assert_eq!(alone(&[vec![2], vec![2], vec![0, 1, 2]]), Some(1));
    }
}
