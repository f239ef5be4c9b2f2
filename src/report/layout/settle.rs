//! How far down each cell stands: as near to its neighbours as the order of its column and the space between cells allow.

use super::order::Part;
use super::{GAP, Net};

/// Passes to the right and back; the last leads back, so that a box stands in the middle of those it leads to.
const PASSES: usize = 5;

/// Places the cells of a part; the highest starts at 0.
pub(super) fn settle(net: &mut Net, part: &Part) {
    for cells in part {
        let packed = fit(net, cells, &vec![0; cells.len()]);
        put(net, cells, &packed);
    }
    for _ in 0..PASSES {
        for cells in part {
            pull(net, cells, true);
        }
        for cells in part.iter().rev() {
            pull(net, cells, false);
        }
    }
    let tops = part.iter().flatten().filter_map(|cell| net.cells.get(*cell)).map(|cell| cell.y - cell.height / 2);
    let top = tops.min().unwrap_or(0);
    for cell in part.iter().flatten() {
        net.cells.get_mut(*cell).into_iter().for_each(|cell| cell.y -= top);
    }
}

/// Draws the cells of a column to the mean of their neighbours on one side.
fn pull(net: &mut Net, cells: &[usize], from_the_left: bool) {
    let neighbours = if from_the_left { &net.left } else { &net.right };
    let wanted = cells.iter().map(|cell| {
        let near = neighbours.get(*cell).map_or(&[][..], Vec::as_slice);
        let sum: i64 = near.iter().map(|near| i64::from(net.y(*near))).sum();
        let count = i64::try_from(near.len()).unwrap_or(1);
        sum.checked_div(count).map_or(net.y(*cell), |mean| i32::try_from(mean).unwrap_or(0))
    });
    let wanted: Vec<i32> = wanted.collect();
    let fitted = fit(net, cells, &wanted);
    put(net, cells, &fitted);
}

fn put(net: &mut Net, cells: &[usize], middles: &[i32]) {
    for (cell, y) in cells.iter().zip(middles) {
        net.cells.get_mut(*cell).into_iter().for_each(|cell| cell.y = *y);
    }
}

/// The middles nearest to those that are wanted, with all gaps kept: cells that press on each other move as one block,
/// to the mean of what its members want.
fn fit(net: &Net, cells: &[usize], wanted: &[i32]) -> Vec<i32> {
    let mut offsets: Vec<i64> = Vec::with_capacity(cells.len());
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    let (mut offset, mut above) = (0, None);
    for (cell, wanted) in cells.iter().zip(wanted) {
        let height = net.cells.get(*cell).map_or(0, |cell| i64::from(cell.height));
        // Halves are rounded up: a cell of odd height must not lose a pixel to its neighbour.
        offset += above.map_or(0, |above: i64| (above + 1) / 2 + i64::from(GAP) + (height + 1) / 2);
        above = Some(height);
        offsets.push(offset);
        let mut block = (i64::from(*wanted) - offset, 1);
        while let Some((sum, count)) =
            blocks.pop_if(|(sum, count)| sum.saturating_mul(block.1) > block.0.saturating_mul(*count))
        {
            block = (block.0 + sum, block.1 + count);
        }
        blocks.push(block);
    }
    let firsts = blocks
        .iter()
        .flat_map(|(sum, count)| std::iter::repeat_n(sum.div_euclid(*count), usize::try_from(*count).unwrap_or(0)));
    firsts.zip(offsets).map(|(first, offset)| i32::try_from(first + offset).unwrap_or(i32::MAX)).collect()
}
