//! Properties of what leads traffic to a load balancer.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[row("entry", "load_balancers", "list of load_balancer", "where it leads")];
