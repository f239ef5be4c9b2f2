//! *Firewalls*: what the rules of security groups let through. A group is a text that means something to whoever asks.

use super::addresses::Range;

/// What a rule lets through, to or from whom.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// `tcp`, `udp`, a number, `-1` for all; `None` where it is not known.
    pub protocol: Option<String>,
    /// First and last port; `None` where they are not known. Not looked at where the protocol is all.
    pub ports: Option<(i128, i128)>,
    /// Whom it lets through.
    pub peers: Vec<Peer>,
}

/// Whom a rule lets through.
#[derive(Debug, Clone)]
pub enum Peer {
    /// The members of a security group.
    Group(String),
    /// A range of addresses.
    Range(Range),
    /// It is known after the apply, or by others: why.
    Unknown(String),
    /// There is nothing that would tell.
    Untold,
}

/// The other side of a connection.
#[derive(Debug, Clone, Default)]
pub struct Party {
    /// The groups it is a member of.
    pub groups: Vec<String>,
    /// The ranges of its addresses; `None` where they are not known.
    pub ranges: Option<Vec<Range>>,
    /// Its addresses are those of whoever connects: any rule for addresses is meant for somebody.
    pub anybody: bool,
    /// It is reached over version 6 of the protocol.
    pub v6: bool,
}

/// Whether rules let something through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// A rule does.
    Open,
    /// No rule does.
    Closed,
    /// A rule may: what it lets through is known after the apply. Why.
    Perhaps(String),
    /// A rule may, and the plan has nothing that would tell.
    Untold,
}

impl Passage {
    /// One open way is enough, and one that nobody can see leaves nothing to say.
    fn or(self, other: Self) -> Self {
        let rank = |passage: &Self| match passage {
            Self::Open => 3,
            Self::Untold => 2,
            Self::Perhaps(_) => 1,
            Self::Closed => 0,
        };
        if rank(&other) > rank(&self) { other } else { self }
    }
}

/// The way through `openings` on a port, for `party`, or for anybody where there is none.
pub fn passage(openings: &[Opening], transports: &[&str], port: i128, party: Option<&Party>) -> Passage {
    let each = openings.iter().map(|opening| match (opening.fits(transports, port), party) {
        (Some(false), _) => Passage::Closed,
        (Some(true), None) => Passage::Open,
        (Some(true), Some(party)) => opening.admits(party),
        (None, _) => Passage::Perhaps("the ports of a rule of its security groups are known after apply".to_owned()),
    });
    each.fold(Passage::Closed, Passage::or)
}

impl Opening {
    fn fits(&self, transports: &[&str], port: i128) -> Option<bool> {
        let protocol = self.protocol.as_deref()?;
        if matches!(protocol, "-1" | "all") {
            return Some(true);
        }
        let number = |name: &str| if name == "tcp" { "6" } else { "17" };
        if !transports.iter().any(|name| protocol.eq_ignore_ascii_case(name) || protocol == number(name)) {
            return Some(false);
        }
        let (first, last) = self.ports?;
        Some(first <= port && port <= last)
    }

    fn admits(&self, party: &Party) -> Passage {
        self.peers.iter().map(|peer| peer.has(party)).fold(Passage::Closed, Passage::or)
    }
}

impl Peer {
    fn has(&self, party: &Party) -> Passage {
        match self {
            Self::Group(group) if party.groups.contains(group) => Passage::Open,
            Self::Group(_) => Passage::Closed,
            Self::Untold => Passage::Untold,
            Self::Unknown(why) => Passage::Perhaps(why.clone()),
            Self::Range(range) if party.v6 && !range.is_v6() => Passage::Closed,
            Self::Range(range) if party.v6 && range.covers(&Range::ALL_V6) => Passage::Open,
            Self::Range(range) if party.anybody || range.covers(&Range::ALL) => Passage::Open,
            Self::Range(range) => match &party.ranges {
                Some(ranges) if ranges.iter().any(|own| own.covers(range) || range.covers(own)) => Passage::Open,
                Some(_) => Passage::Closed,
                None => Passage::Untold,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(protocol: &str, ports: Option<(i128, i128)>, peers: Vec<Peer>) -> Opening {
        Opening { protocol: Some(protocol.to_owned()), ports, peers }
    }

    fn range(text: &str) -> Range {
        Range::parse(text).unwrap()
    }

    #[test]
    fn ports_and_protocols_decide() {
        let way = |one: Opening, port| passage(&[one], &["tcp"], port, None);
        assert_eq!(way(opening("tcp", Some((80, 90)), Vec::new()), 80), Passage::Open);
        assert_eq!(way(opening("6", Some((80, 90)), Vec::new()), 90), Passage::Open);
        assert_eq!(way(opening("-1", None, Vec::new()), 1), Passage::Open);
        assert_eq!(way(opening("tcp", Some((80, 90)), Vec::new()), 91), Passage::Closed);
        assert_eq!(way(opening("udp", Some((80, 90)), Vec::new()), 80), Passage::Closed);
        assert_eq!(way(opening("icmp", Some((-1, -1)), Vec::new()), 80), Passage::Closed);
        assert!(matches!(way(opening("tcp", None, Vec::new()), 80), Passage::Perhaps(_)));
        assert!(matches!(way(Opening::default(), 80), Passage::Perhaps(_)));
        assert_eq!(passage(&[], &["tcp"], 80, None), Passage::Closed);
    }

    #[test]
    fn peers_decide() {
        let balancer =
            Party { groups: vec!["balancer".to_owned()], ranges: Some(vec![range("10.0.1.0/24")]), ..Party::default() };
        let way = |peers: Vec<Peer>, party: &Party| {
            passage(&[opening("tcp", Some((80, 80)), peers)], &["tcp"], 80, Some(party))
        };
        assert_eq!(way(vec![Peer::Group("balancer".to_owned())], &balancer), Passage::Open);
        assert_eq!(way(vec![Peer::Group("other".to_owned())], &balancer), Passage::Closed);
        assert_eq!(way(vec![Peer::Range(range("10.0.0.0/16"))], &balancer), Passage::Open);
        assert_eq!(way(vec![Peer::Range(range("10.0.1.7/32"))], &balancer), Passage::Open, "it may have that address");
        assert_eq!(way(vec![Peer::Range(range("10.0.2.0/24"))], &balancer), Passage::Closed);
        assert_eq!(way(vec![Peer::Range(range("0.0.0.0/0"))], &Party::default()), Passage::Open);
        assert_eq!(way(vec![Peer::Range(range("10.0.0.0/16"))], &Party::default()), Passage::Untold);
        let clients = Party { anybody: true, ..Party::default() };
        assert_eq!(way(vec![Peer::Range(range("192.0.2.0/24"))], &clients), Passage::Open);
        assert_eq!(way(Vec::new(), &clients), Passage::Closed);
    }

    #[test]
    fn addresses_of_version_4_let_nobody_in_over_version_6() {
        let balancer = Party { ranges: Some(vec![range("2001:db8:0:1::/64")]), v6: true, ..Party::default() };
        let way = |text: &str, party: &Party| {
            passage(&[opening("tcp", Some((80, 80)), vec![Peer::Range(range(text))])], &["tcp"], 80, Some(party))
        };
        assert_eq!(way("0.0.0.0/0", &balancer), Passage::Closed);
        assert_eq!(way("::/0", &balancer), Passage::Open);
        assert_eq!(way("2001:db8::/56", &balancer), Passage::Open);
        assert_eq!(way("2001:db8:0:2::/64", &balancer), Passage::Closed);
        let unknown = Party { ranges: None, ..balancer.clone() };
        assert_eq!(way("2001:db8:0:2::/64", &unknown), Passage::Untold);
        assert_eq!(way("0.0.0.0/0", &unknown), Passage::Closed);
        let clients = Party { anybody: true, ..unknown };
        assert_eq!(way("2001:db8:9::/48", &clients), Passage::Open);
        assert_eq!(way("192.0.2.0/24", &clients), Passage::Closed);
    }

    #[test]
    fn what_may_be_open_is_not_closed() {
        let unknown = Peer::Unknown("known after apply".to_owned());
        let way = |peers| passage(&[opening("tcp", Some((80, 80)), peers)], &["tcp"], 80, Some(&Party::default()));
        assert_eq!(way(vec![unknown.clone()]), Passage::Perhaps("known after apply".to_owned()));
        assert_eq!(way(vec![unknown.clone(), Peer::Range(range("10.0.0.0/8"))]), Passage::Untold);
        assert_eq!(way(vec![unknown, Peer::Range(range("0.0.0.0/0"))]), Passage::Open);
    }
}
