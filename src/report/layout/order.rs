//! Which cell of a column stands above which, so that few lines cross: first as a walk along the traffic meets them, then
//! each drawn to the mean of its neighbours as long as that helps.

use std::collections::BTreeMap;

use super::Net;

/// A part of a drawing that hangs together: for each column its cells from top to bottom.
pub(super) type Part = Vec<Vec<usize>>;

/// Rounds of untangling.
const ROUNDS: usize = 12;

/// The parts, those of several cells first.
pub(super) fn parts(net: &Net) -> Vec<Part> {
    let group = groups(net);
    let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
    let mut seen = vec![false; net.cells.len()];
    let is_root = |cell: &usize| net.left.get(*cell).is_none_or(Vec::is_empty);
    let (roots, rest): (Vec<usize>, Vec<usize>) = (0..net.cells.len()).partition(is_root);
    for start in roots.into_iter().chain(rest) {
        let mut open = vec![start];
        while let Some(cell) = open.pop() {
            let Some(is_seen) = seen.get_mut(cell).filter(|seen| !**seen) else { continue };
            *is_seen = true;
            let part =
                parts.entry(group.get(cell).copied().unwrap_or(0)).or_insert_with(|| vec![Vec::new(); net.columns]);
            let column = net.column(cell).and_then(|column| part.get_mut(column));
            column.into_iter().for_each(|column| column.push(cell));
            open.extend(net.right.get(cell).into_iter().flatten().rev());
        }
    }
    let (whole, single): (Vec<Part>, Vec<Part>) =
        parts.into_values().partition(|part| part.iter().map(Vec::len).sum::<usize>() > 1);
    whole.into_iter().chain(single).collect()
}

/// For each cell the lowest cell that it is connected with.
fn groups(net: &Net) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..net.cells.len()).collect();
    for chain in &net.chains {
        for (one, two) in chain.iter().zip(chain.iter().skip(1)) {
            let (one, two) = (top(&parent, *one), top(&parent, *two));
            parent.get_mut(one.max(two)).into_iter().for_each(|place| *place = one.min(two));
        }
    }
    // A parent is lower than its children, so that one pass is enough.
    for cell in 0..parent.len() {
        let above = top(&parent, cell);
        parent.get_mut(cell).into_iter().for_each(|place| *place = above);
    }
    parent
}

fn top(parent: &[usize], mut cell: usize) -> usize {
    while let Some(above) = parent.get(cell).filter(|above| **above != cell) {
        cell = *above;
    }
    cell
}

/// Puts the cells of each column into an order in which few lines cross.
pub(super) fn untangle(net: &Net, part: &mut Part) {
    let mut best = crossings(net, part);
    let mut trial = part.clone();
    for round in 0..ROUNDS {
        if best == 0 {
            return;
        }
        sweep(net, &mut trial, round % 2 == 0);
        let now = crossings(net, &trial);
        if now < best {
            best = now;
            part.clone_from(&trial);
        }
    }
}

fn sweep(net: &Net, part: &mut Part, to_the_right: bool) {
    let columns: Vec<usize> = if to_the_right { (0..part.len()).collect() } else { (0..part.len()).rev().collect() };
    let neighbours = if to_the_right { &net.left } else { &net.right };
    let mut place = places(net, part);
    for column in columns {
        let Some(cells) = part.get_mut(column) else { continue };
        cells.sort_by_cached_key(|cell| {
            let near = neighbours.get(*cell).map_or(&[][..], Vec::as_slice);
            let own = || place.get(*cell).copied().unwrap_or(0) * 1000;
            let sum: usize = near.iter().filter_map(|near| place.get(*near)).sum();
            (sum * 1000).checked_div(near.len()).unwrap_or_else(own)
        });
        for (at, cell) in cells.iter().enumerate() {
            place.get_mut(*cell).into_iter().for_each(|place| *place = at);
        }
    }
}

/// For each cell of a part its position in its column.
fn places(net: &Net, part: &Part) -> Vec<usize> {
    let mut places = vec![0; net.cells.len()];
    for (at, cell) in part.iter().flat_map(|cells| cells.iter().enumerate()) {
        places.get_mut(*cell).into_iter().for_each(|place| *place = at);
    }
    places
}

/// How many pairs of lines cross between two columns.
pub(super) fn crossings(net: &Net, part: &Part) -> usize {
    let place = places(net, part);
    let at = |cell: &usize| place.get(*cell).copied().unwrap_or(0);
    let mut count = 0;
    for (cells, next) in part.iter().zip(part.iter().skip(1)) {
        let ends = |cell: &usize| net.right.get(*cell).into_iter().flatten().map(at).collect::<Vec<_>>();
        // A tree of sums: each line meets those that were drawn before it and end further down.
        let mut sums = vec![0_usize; next.len() + 1];
        let mut drawn = 0;
        for cell in cells {
            let mut ends = ends(cell);
            ends.sort_unstable();
            count += ends.iter().map(|end| drawn - below(&sums, end + 1)).sum::<usize>();
            drawn += ends.len();
            ends.iter().for_each(|end| add(&mut sums, end + 1));
        }
    }
    count
}

fn below(sums: &[usize], mut at: usize) -> usize {
    let mut sum = 0;
    while at > 0 {
        sum += sums.get(at).copied().unwrap_or(0);
        at &= at - 1;
    }
    sum
}

fn add(sums: &mut [usize], mut at: usize) {
    while let Some(place) = sums.get_mut(at) {
        *place += 1;
        at += at & at.wrapping_neg();
    }
}
