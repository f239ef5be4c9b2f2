//! *Ranges of addresses*, as `source_ip` conditions name them.

use std::net::IpAddr;

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// Its first address, or any other of it.
    pub(crate) base: IpAddr,
    bits: u32,
}

impl Range {
    /// Every address of version 4.
    pub(crate) const ALL: Self = Self { base: IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), bits: 0 };

    /// Every address of version 6.
    pub(crate) const ALL_V6: Self = Self { base: IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED), bits: 0 };

    /// It is of version 6.
    pub(crate) fn is_v6(&self) -> bool {
        self.base.is_ipv6()
    }

    /// `10.0.0.0/8`, or one address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (base, bits) = text.split_once('/').unwrap_or((text, ""));
        let base: IpAddr = base.trim().parse().ok()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = if bits.is_empty() { most } else { bits.parse().ok().filter(|bits| *bits <= most)? };
        Some(Self { base, bits })
    }

    /// It has all addresses of another range.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.bits <= other.bits && self.has(other.base)
    }

    /// It has an address.
    pub(crate) fn has(&self, address: IpAddr) -> bool {
        let high = |value: u128, size: u32| value.checked_shr(size - self.bits).unwrap_or(0);
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                high(u128::from(u32::from(base)), 32) == high(u128::from(u32::from(address)), 32)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => high(base.into(), 128) == high(address.into(), 128),
            _ => false,
        }
    }
}
