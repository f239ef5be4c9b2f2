//! Addresses of networks: `cidrsubnet` and its kin.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::eval::convert::whole;
use crate::model::Value;

use super::{Context, Function, Regard, argument, at_least, check_length, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[
    row(
        "cidrsubnet",
        exactly(3),
        Regard::Whole,
        cidrsubnet,
        r#"cidrsubnet("10.0.0.0/16", 8, 2) = "10.0.2.0/24""#,
        "a part of a network: so many bits more, and its number",
    ),
    row(
        "cidrsubnets",
        at_least(1),
        Regard::Whole,
        cidrsubnets,
        r#"cidrsubnets("10.0.0.0/16", 8, 8) = ["10.0.0.0/24", "10.0.1.0/24"]"#,
        "parts of a network, one behind the other",
    ),
    row(
        "cidrhost",
        exactly(2),
        Regard::Whole,
        cidrhost,
        r#"cidrhost("10.0.0.0/16", 5) = "10.0.0.5""#,
        "an address of a network, counted from its start or its end",
    ),
    row(
        "cidrnetmask",
        exactly(1),
        Regard::Whole,
        cidrnetmask,
        r#"cidrnetmask("10.0.0.0/16") = "255.255.0.0""#,
        "the mask of an IPv4 network",
    ),
    row(
        "cidrcontains",
        exactly(2),
        Regard::Whole,
        cidrcontains,
        r#"cidrcontains("10.0.0.0/16", "10.0.7.0/24") = true"#,
        "whether a network holds an address or a network",
    ),
];

/// A network: its address without the bits of hosts, as a number of `width` bits.
struct Network {
    address: u128,
    length: u32,
    width: u32,
}

fn parse_address(text: &str) -> Option<(u128, u32)> {
    if text.contains(':') {
        let address: Ipv6Addr = text.parse().ok()?;
        return Some((u128::from(address), 128));
    }
    // Zeros in front are decimal here, as Terraform has kept it.
    let mut address = 0_u32;
    let mut count = 0;
    for part in text.split('.') {
        let is_plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let byte = if is_plain { part.parse::<u8>().ok()? } else { return None };
        address = address << 8 | u32::from(byte);
        count += 1;
    }
    (count == 4).then_some((u128::from(address), 32))
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "this is no network such as 10.0.0.0/16".to_owned();
        let (address, length) = text.split_once('/').ok_or_else(wrong)?;
        let (address, width) = parse_address(address).ok_or_else(wrong)?;
        let length: u32 = length.parse().map_err(|_| wrong())?;
        if length > width {
            return Err(wrong());
        }
        let mut network = Self { address, length, width };
        network.address &= !network.host_mask();
        Ok(network)
    }

    fn of(arguments: &[Value]) -> Result<Self, String> {
        Self::parse(&text_of(arguments, 0)?)
    }

    /// The bits of the hosts.
    fn host_mask(&self) -> u128 {
        1_u128.checked_shl(self.width - self.length).map_or(u128::MAX, |bit| bit - 1)
    }

    fn show(&self, address: u128) -> String {
        match u32::try_from(address) {
            Ok(address) if self.width == 32 => Ipv4Addr::from(address).to_string(),
            _ => Ipv6Addr::from(address).to_string(),
        }
    }

    fn subnet(&self, more: i128, number: i128) -> Result<Self, String> {
        let more = u32::try_from(more).map_err(|_| "the number of bits must not be negative")?;
        let length = self.length.checked_add(more).filter(|length| *length <= self.width);
        let length = length.ok_or_else(|| format!("the network has no {more} bits left"))?;
        let number = u128::try_from(number).ok().filter(|number| number.checked_shr(more).unwrap_or(0) == 0);
        let number = number.ok_or_else(|| format!("{more} bits cannot hold this number"))?;
        let shifted = number.checked_shl(self.width - length).unwrap_or(0);
        Ok(Self { address: self.address | shifted, length, width: self.width })
    }

    fn value(&self) -> Value {
        Value::string(&format!("{}/{}", self.show(self.address), self.length))
    }
}

fn cidrsubnet(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (more, number) = (whole(argument(arguments, 1)?)?, whole(argument(arguments, 2)?)?);
    Ok(Network::of(arguments)?.subnet(more, number)?.value())
}

fn cidrsubnets(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let network = Network::of(arguments)?;
    let bits = arguments.get(1..).unwrap_or_default();
    check_length(bits.len())?;
    let mut subnets = Vec::with_capacity(bits.len());
    // The first address that is not taken.
    let mut next = Some(network.address);
    for more in bits {
        let more = whole(more)?;
        if more < 1 {
            return Err("at least one bit more is needed".to_owned());
        }
        let mut subnet = network.subnet(more, 0)?;
        let full = || "the network has no room for so many parts".to_owned();
        let size = subnet.host_mask();
        let aligned = next.ok_or_else(full)?.checked_add(size).ok_or_else(full)? & !size;
        let last = aligned | size;
        if last & !network.host_mask() != network.address {
            return Err(full());
        }
        subnet.address = aligned;
        next = last.checked_add(1);
        subnets.push(subnet.value());
    }
    Ok(Value::list(subnets))
}

/// A negative number counts from the end.
fn cidrhost(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let network = Network::of(arguments)?;
    let number = whole(argument(arguments, 1)?)?;
    let magnitude = number.unsigned_abs();
    let (mask, back) = (network.host_mask(), magnitude.wrapping_sub(1));
    if magnitude > mask && !(number < 0 && back <= mask) {
        return Err("the network has no such address".to_owned());
    }
    let host = if number < 0 { mask - back } else { magnitude };
    Ok(Value::string(&network.show(network.address | host)))
}

fn cidrnetmask(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let network = Network::of(arguments)?;
    if network.width != 32 {
        return Err("only an IPv4 network has a mask in this form".to_owned());
    }
    Ok(Value::string(&network.show(!network.host_mask() & u128::from(u32::MAX))))
}

fn cidrcontains(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let network = Network::of(arguments)?;
    let other = text_of(arguments, 1)?;
    let other = if other.contains('/') {
        Network::parse(&other)?
    } else {
        let (address, width) = parse_address(&other).ok_or("this is neither an address nor a network")?;
        Network { address, length: width, width }
    };
    let holds = other.width == network.width
        && other.length >= network.length
        && other.address & !network.host_mask() == network.address;
    Ok(Value::Bool(holds))
}
