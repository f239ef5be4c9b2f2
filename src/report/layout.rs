//! A *layout* gives every box of a drawing its place: one column for each rank, so that traffic runs from left to right,
//! lines bent in the space between columns only, and labels on the straight end of a line before the box that it leads to.
//! Boxes and labels never overlap; the tests hold it to that for any graph. All is counted in whole pixels, so that every
//! machine draws the same.
//!
//! A line that passes columns gets an empty cell in each of them. Every part that hangs together is ordered by itself
//! (`order`), its cells are drawn to their neighbours (`settle`), and the parts are stacked.

mod order;
mod settle;

use std::collections::{BTreeMap, BTreeSet};

/// Height of a label and of the slot that a labelled line has at its box.
pub(super) const LABEL: i32 = 17;
/// The least that a line without a label needs.
const BARE: i32 = 6;
/// Room for the tip of a line.
const TIP: i32 = 14;
/// What a line that only passes a column takes.
const PASSING: i32 = 10;
/// Between two cells of a column.
const GAP: i32 = 14;
/// Between two parts.
const PARTS: i32 = 26;

/// A box to be placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// Boxes of one rank stand in one column.
    pub(super) rank: usize,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A line to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Width of its label; 0 where it has none.
    pub(super) label: i32,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The way of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Route {
    /// As SVG says it, up to the box.
    pub(super) path: String,
    /// Where it ends.
    pub(super) tip: (i32, i32),
    /// Where its label stands.
    pub(super) label: Option<Rect>,
}

/// Everything in its place.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// For each item its box.
    pub(super) boxes: Vec<Rect>,
    /// For each line its way.
    pub(super) routes: Vec<Route>,
    /// The ranks that are used with their left edge and width.
    pub(super) columns: Vec<(usize, i32, i32)>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A box, or the place where a line passes a column.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    column: usize,
    height: i32,
    /// Its middle.
    y: i32,
    is_box: bool,
}

/// Cells, and which of the next column each is connected with.
struct Net {
    cells: Vec<Cell>,
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    /// For each line its cells. One that does not run to the right has its two ends only.
    chains: Vec<Vec<usize>>,
    columns: usize,
}

/// Places `items`. Lines whose ends are no items are left out.
pub(super) fn layout(items: &[Item], lines: &[Line]) -> Placed {
    let ranks: BTreeSet<usize> = items.iter().map(|item| item.rank).collect();
    let columns: BTreeMap<usize, usize> = ranks.iter().enumerate().map(|(at, rank)| (*rank, at)).collect();
    let mut net = Net::new(items, lines, &columns);
    let mut parts = order::parts(&net);
    let mut bottoms = vec![0; net.columns];
    for part in &mut parts {
        order::untangle(&net, part);
        settle::settle(&mut net, part);
        stack(&mut net, part, &mut bottoms);
    }
    let widths = Widths::of(items, lines, &net);
    let boxes: Vec<Rect> = net.cells.iter().take(items.len()).map(|cell| widths.rect(cell)).collect();
    Placed {
        routes: routes(&net, lines, &widths),
        columns: ranks.iter().zip(&widths.columns).map(|(rank, column)| (*rank, column.x, column.width)).collect(),
        width: widths.columns.last().map_or(0, |last| last.x + last.width),
        height: bottoms.iter().copied().max().unwrap_or(0),
        boxes,
    }
}

impl Net {
    fn new(items: &[Item], lines: &[Line], columns: &BTreeMap<usize, usize>) -> Self {
        let cell = |item: &Item| Cell {
            column: columns.get(&item.rank).copied().unwrap_or(0),
            height: item.height,
            y: 0,
            is_box: true,
        };
        let none = vec![Vec::new(); items.len()];
        let cells = items.iter().map(cell).collect();
        let mut net = Self { cells, left: none.clone(), right: none, chains: Vec::new(), columns: columns.len() };
        for line in lines {
            net.add(line);
        }
        let mut need: BTreeMap<usize, i32> = BTreeMap::new();
        for line in lines {
            *need.entry(line.to).or_default() += slot(line);
        }
        for (at, cell) in net.cells.iter_mut().enumerate() {
            cell.height = cell.height.max(need.get(&at).copied().unwrap_or(0));
        }
        net
    }

    fn add(&mut self, line: &Line) {
        let end = |cell: usize| self.cells.get(cell).filter(|cell| cell.is_box).map(|cell| cell.column);
        let (Some(from), Some(to)) = (end(line.from), end(line.to)) else {
            return self.chains.push(Vec::new());
        };
        let mut chain = vec![line.from];
        for column in from + 1..to {
            chain.push(self.cells.len());
            self.cells.push(Cell { column, height: PASSING, y: 0, is_box: false });
            self.left.push(Vec::new());
            self.right.push(Vec::new());
        }
        chain.push(line.to);
        if from < to {
            for (one, two) in chain.iter().zip(chain.iter().skip(1)) {
                self.right.get_mut(*one).into_iter().for_each(|list| list.push(*two));
                self.left.get_mut(*two).into_iter().for_each(|list| list.push(*one));
            }
        }
        self.chains.push(chain);
    }

    fn column(&self, cell: usize) -> Option<usize> {
        self.cells.get(cell).map(|cell| cell.column)
    }

    fn y(&self, cell: usize) -> i32 {
        self.cells.get(cell).map_or(0, |cell| cell.y)
    }
}

fn slot(line: &Line) -> i32 {
    if line.label > 0 { LABEL } else { BARE }
}

/// Moves a part below all that stands in its columns.
fn stack(net: &mut Net, part: &order::Part, bottoms: &mut [i32]) {
    let used: Vec<usize> = (0..part.len()).filter(|at| part.get(*at).is_some_and(|cells| !cells.is_empty())).collect();
    let (Some(first), Some(last)) = (used.first(), used.last()) else { return };
    let span = || bottoms.iter().copied().skip(*first).take(last - first + 1);
    let top = span().max().map_or(0, |bottom| if bottom > 0 { bottom + PARTS } else { 0 });
    let mut bottom = top;
    for cell in part.iter().flatten() {
        if let Some(cell) = net.cells.get_mut(*cell) {
            cell.y += top;
            bottom = bottom.max(cell.y + cell.height / 2 + 1);
        }
    }
    bottoms.iter_mut().skip(*first).take(last - first + 1).for_each(|one| *one = bottom);
}

/// A column: first the room in which lines bend, then the lane of labels and tips, then the boxes.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    lane: i32,
    x: i32,
    width: i32,
}

struct Widths {
    columns: Vec<Column>,
}

impl Widths {
    fn of(items: &[Item], lines: &[Line], net: &Net) -> Self {
        let mut columns = vec![Column::default(); net.columns];
        for (item, cell) in items.iter().zip(&net.cells) {
            if let Some(column) = columns.get_mut(cell.column) {
                column.width = column.width.max(item.width);
            }
        }
        let mut spans = vec![0; net.columns];
        for (line, chain) in lines.iter().zip(&net.chains) {
            let Some(last) = chain.last().and_then(|cell| net.column(*cell)) else { continue };
            if let Some(column) = columns.get_mut(last) {
                column.lane = column.lane.max(TIP + line.label);
            }
            for (one, two) in chain.iter().zip(chain.iter().skip(1)) {
                let span = (net.y(*one) - net.y(*two)).abs();
                let place = net.column(*two).and_then(|column| spans.get_mut(column));
                place.into_iter().for_each(|place| *place = span.max(*place));
            }
        }
        let mut x = 0;
        for (at, (column, span)) in columns.iter_mut().zip(spans).enumerate() {
            let bend = if at == 0 && column.lane == 0 { 0 } else { 34 + (span / 8).min(70) };
            column.lane += x + bend;
            (column.lane, column.x) = (x + bend, column.lane);
            x = column.x + column.width;
        }
        Self { columns }
    }

    fn column(&self, cell: &Cell) -> Column {
        self.columns.get(cell.column).copied().unwrap_or_default()
    }

    fn rect(&self, cell: &Cell) -> Rect {
        let column = self.column(cell);
        Rect { x: column.x, y: cell.y - cell.height / 2, width: column.width, height: cell.height }
    }
}

fn routes(net: &Net, lines: &[Line], widths: &Widths) -> Vec<Route> {
    let (starts, ends) = (starts(net), ends(net, lines));
    let at = |list: &[i32], line: usize| list.get(line).copied().unwrap_or(0);
    let all = lines.iter().zip(&net.chains).enumerate();
    all.map(|(number, (line, chain))| route(net, line, chain, widths, (at(&starts, number), at(&ends, number))))
        .collect()
}

fn route(net: &Net, line: &Line, chain: &[usize], widths: &Widths, (start, end): (i32, i32)) -> Route {
    let mut cells = chain.iter().filter_map(|cell| net.cells.get(*cell));
    let Some(first) = cells.next() else { return Route::default() };
    let column = widths.column(first);
    let (mut x, mut y) = (column.x + column.width, start);
    let mut route = Route { path: format!("M{x} {y}"), ..Route::default() };
    for cell in cells {
        let column = widths.column(cell);
        let (to_y, stop) = if cell.is_box { (end, column.x) } else { (cell.y, column.x + column.width) };
        let middle = (column.lane - x) / 2;
        // A line that runs back goes out to the right and comes in from the left.
        let (out, back) = if middle > 0 { (x + middle, column.lane - middle) } else { (x + 60, column.lane - 60) };
        if y != to_y || middle <= 0 {
            route.path.push_str(&format!("C{out} {y} {back} {to_y} {} {to_y}", column.lane));
        }
        route.path.push_str(&format!("H{stop}"));
        (x, y) = (stop, to_y);
    }
    route.tip = (x, y);
    let rect = Rect { x: x - TIP - line.label + 2, y: y - LABEL / 2, width: line.label, height: LABEL - 1 };
    route.label = (line.label > 0).then_some(rect);
    route
}

/// Where lines leave their boxes: spread over the height, in the order of what they lead to.
fn starts(net: &Net) -> Vec<i32> {
    let mut by_cell: BTreeMap<usize, Vec<(i32, usize)>> = BTreeMap::new();
    for (line, chain) in net.chains.iter().enumerate() {
        let [first, next, ..] = chain.as_slice() else { continue };
        by_cell.entry(*first).or_default().push((net.y(*next), line));
    }
    let mut starts = vec![0; net.chains.len()];
    for (cell, mut lines) in by_cell {
        lines.sort_unstable();
        let Some(cell) = net.cells.get(cell) else { continue };
        let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
        for (slot, (_, line)) in (0..).zip(lines) {
            let below = i64::from(cell.height) * (2 * i64::from(slot) + 1) / (2 * i64::from(count));
            let place = starts.get_mut(line);
            place.into_iter().for_each(|y| *y = cell.y - cell.height / 2 + i32::try_from(below).unwrap_or(0));
        }
    }
    starts
}

/// Where lines reach their boxes: each has its slot, in the order of what they come from.
fn ends(net: &Net, lines: &[Line]) -> Vec<i32> {
    let mut by_cell: BTreeMap<usize, Vec<(i32, usize, i32)>> = BTreeMap::new();
    for (number, (line, chain)) in lines.iter().zip(&net.chains).enumerate() {
        let [.., before, last] = chain.as_slice() else { continue };
        by_cell.entry(*last).or_default().push((net.y(*before), number, slot(line)));
    }
    let mut ends = vec![0; lines.len()];
    for (cell, mut slots) in by_cell {
        slots.sort_unstable();
        let Some(cell) = net.cells.get(cell) else { continue };
        let total: i32 = slots.iter().map(|(.., slot)| slot).sum();
        let count = i32::try_from(slots.len()).unwrap_or(i32::MAX);
        let spare = (cell.height - total).max(0) / count;
        let mut y = cell.y - cell.height / 2 + ((cell.height - total).max(0) - spare * count) / 2;
        for (_, line, slot) in slots {
            let place = ends.get_mut(line);
            place.into_iter().for_each(|end| *end = y + (slot + spare) / 2);
            y += slot + spare;
        }
    }
    ends
}

/// Two rectangles that overlap, where there are any.
#[cfg(test)]
pub(super) fn overlaps(all: &[Rect]) -> Option<(Rect, Rect)> {
    let pairs = all.iter().enumerate().flat_map(|(at, one)| all.iter().skip(at + 1).map(move |two| (*one, *two)));
    let beside = |a: Rect, b: Rect| a.x + a.width <= b.x || b.x + b.width <= a.x;
    let above = |a: Rect, b: Rect| a.y + a.height <= b.y || b.y + b.height <= a.y;
    pairs.into_iter().find(|(a, b)| !beside(*a, *b) && !above(*a, *b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Items and lines of any shape: also lines that run back, to themselves, or to nothing.
    fn drawing() -> impl Strategy<Value = (Vec<Item>, Vec<Line>)> {
        let item = (0_usize..9, 20_i32..260, 20_i32..90);
        let item = item.prop_map(|(rank, width, height)| Item { rank, width, height });
        let line = (0_usize..42, 0_usize..42, prop_oneof![Just(0), 10_i32..160]);
        let line = line.prop_map(|(from, to, label)| Line { from, to, label });
        (prop::collection::vec(item, 0..40), prop::collection::vec(line, 0..70))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_two_boxes_or_labels_overlap((items, lines) in drawing()) {
            let placed = layout(&items, &lines);
            prop_assert_eq!(placed.boxes.len(), items.len());
            prop_assert_eq!(placed.routes.len(), lines.len());
            let ends = |line: &Line| line.from < items.len() && line.to < items.len();
            for (line, route) in lines.iter().zip(&placed.routes) {
                prop_assert_eq!(route.label.is_some(), line.label > 0 && ends(line));
            }
            let labels = placed.routes.iter().filter_map(|route| route.label);
            let all: Vec<Rect> = placed.boxes.iter().copied().chain(labels).collect();
            prop_assert_eq!(overlaps(&all), None);
            let inside = |rect: &Rect| rect.y >= 0 && rect.y + rect.height <= placed.height && rect.x + rect.width <= placed.width;
            prop_assert!(all.iter().all(inside), "{placed:?}");
            for (item, rect) in items.iter().zip(&placed.boxes) {
                prop_assert!(rect.width >= item.width && rect.height >= item.height);
            }
        }

        #[test]
        fn a_tree_is_drawn_without_crossings(parents in prop::collection::vec(any::<prop::sample::Index>(), 1..40)) {
            let mut items = vec![Item { rank: 0, width: 50, height: 30 }];
            let mut lines = Vec::new();
            for (at, parent) in parents.iter().enumerate() {
                let parent = parent.index(at + 1);
                items.push(Item { rank: items[parent].rank + 1, width: 50, height: 30 });
                lines.push(Line { from: parent, to: at + 1, label: 0 });
            }
            let columns = (0..=parents.len()).map(|rank| (rank, rank)).collect();
            let net = Net::new(&items, &lines, &columns);
            let mut parts = order::parts(&net);
            prop_assert_eq!(parts.len(), 1);
            order::untangle(&net, &mut parts[0]);
            prop_assert_eq!(order::crossings(&net, &parts[0]), 0);
        }
    }

    #[test]
    fn a_straight_way_is_drawn_straight() {
        let items: Vec<Item> = (0..4).map(|rank| Item { rank, width: 80, height: 40 }).collect();
        let lines: Vec<Line> = (0..3).map(|at| Line { from: at, to: at + 1, label: 0 }).collect();
        let placed = layout(&items, &lines);
        assert!(placed.routes.iter().all(|route| !route.path.contains('C')), "{placed:?}");
    }
}
