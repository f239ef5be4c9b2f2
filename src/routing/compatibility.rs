//! Which protocols and kinds of action go together. AWS refuses all else in the apply; Terraform plans it without a word.
//! The pairs of Network Load Balancers are those of the service's guide; what it does not name is not judged.

/// What an action does, as far as it matters where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// It forwards.
    Forward,
    /// It redirects, or answers by itself.
    Answer,
    /// It asks who the user is.
    Authenticate,
}

/// Why a listener of `protocol` with such an action cannot stand on a load balancer of a type.
pub fn balancer_takes(balancer: &str, protocol: &str, action: Option<ActionKind>) -> Result<(), String> {
    let protocols: &[&str] = match balancer {
        "application" => &["HTTP", "HTTPS"],
        "network" => &["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"],
        "gateway" if protocol.is_empty() => return Ok(()),
        "gateway" => return Err("a listener of a Gateway Load Balancer has no protocol".to_owned()),
        _ => return Ok(()),
    };
    let name = if balancer == "application" { "an Application" } else { "a Network" };
    // The provider chooses where nothing is set.
    if !protocol.is_empty() && !protocols.contains(&protocol) {
        return Err(format!("{name} Load Balancer takes {}, not {protocol}", protocols.join(", ")));
    }
    match action {
        Some(ActionKind::Answer | ActionKind::Authenticate) if balancer == "network" => {
            Err("a Network Load Balancer can only forward".to_owned())
        }
        Some(ActionKind::Authenticate) if protocol == "HTTP" => {
            Err("users are only authenticated on an HTTPS listener".to_owned())
        }
        _ => Ok(()),
    }
}

/// Why a listener cannot forward to a pool of such a protocol, version and kind of target.
pub fn listener_forwards_to(listener: &str, pool: &str, version: &str, targets: &str) -> Result<(), String> {
    let pools: &[&str] = match listener {
        "HTTP" | "HTTPS" if targets == "lambda" => return Ok(()),
        "HTTP" if version == "GRPC" => return Err("a pool of gRPC needs an HTTPS listener".to_owned()),
        "HTTP" | "HTTPS" => &["HTTP", "HTTPS"],
        "TCP" => &["TCP", "TCP_UDP"],
        "TLS" => &["TCP", "TLS"],
        "UDP" => &["UDP", "TCP_UDP"],
        "TCP_UDP" => &["TCP_UDP"],
        "QUIC" => &["QUIC", "TCP_QUIC"],
        "TCP_QUIC" => &["TCP_QUIC"],
        _ => return Ok(()),
    };
    if targets == "lambda" {
        return Err(format!("a {listener} listener cannot call a function"));
    }
    if pool.is_empty() || pools.contains(&pool) {
        return Ok(());
    }
    Err(format!("{} {listener} listener forwards to pools of {}, not of {pool}", article(listener), pools.join(" or ")))
}

/// Whether a pool of a `target_type` takes a target of this name.
pub fn target_fits(target_type: &str, target: &str) -> bool {
    match target_type {
        "instance" => target.starts_with("i-"),
        "ip" => target.parse::<std::net::IpAddr>().is_ok(),
        "lambda" => target.starts_with("arn:") && target.contains(":lambda:"),
        "alb" => target.starts_with("arn:") && target.contains(":loadbalancer/app/"),
        _ => true,
    }
}

/// Whether a pool of an `ip_address_type` takes an address.
pub fn address_fits(version: &str, address: &str) -> bool {
    match (version, address.parse::<std::net::IpAddr>()) {
        ("ipv4", Ok(address)) => address.is_ipv4(),
        ("ipv6", Ok(address)) => address.is_ipv6(),
        _ => true,
    }
}

fn article(protocol: &str) -> &'static str {
    if protocol.starts_with("HTTP") || protocol.starts_with('U') { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        let fits = |listener, pool| listener_forwards_to(listener, pool, "", "instance").is_ok();
        for (listener, pool, ok) in [
            ("HTTP", "HTTP", true),
            ("HTTPS", "HTTP", true),
            ("HTTP", "TCP", false),
            ("TCP", "TLS", false),
            ("TLS", "TCP", true),
            ("TCP_UDP", "TCP", false),
            ("UDP", "TCP_UDP", true),
            ("TCP", "HTTP", false),
        ] {
            assert_eq!(fits(listener, pool), ok, "{listener} → {pool}");
        }
        assert!(listener_forwards_to("HTTP", "HTTP", "GRPC", "ip").is_err());
        assert!(listener_forwards_to("HTTPS", "HTTP", "GRPC", "ip").is_ok());
        assert!(listener_forwards_to("HTTPS", "", "", "lambda").is_ok());
        assert!(listener_forwards_to("TCP", "", "", "lambda").is_err());
    }

    #[test]
    fn addresses() {
        assert!(address_fits("ipv4", "10.0.1.9") && address_fits("ipv6", "2001:db8::9"));
        assert!(!address_fits("ipv4", "2001:db8::9") && !address_fits("ipv6", "10.0.1.9"));
        assert!(address_fits("later", "10.0.1.9") && address_fits("ipv4", "i-0123456789abcdef0"));
    }

    #[test]
    fn targets() {
        let load_balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/1";
        for (target_type, target, fits) in [
            ("instance", "i-0123456789abcdef0", true),
            ("instance", "10.0.0.1", false),
            ("ip", "10.0.0.1", true),
            ("ip", "fd00::1", true),
            ("ip", "i-0123456789abcdef0", false),
            ("lambda", "arn:aws:lambda:eu-central-1:123456789012:function:f", true),
            ("lambda", load_balancer, false),
            ("alb", load_balancer, true),
            ("alb", "10.0.0.1", false),
        ] {
            assert_eq!(target_fits(target_type, target), fits, "{target} in a pool of {target_type}");
        }
    }

    #[test]
    fn balancers() {
        assert!(balancer_takes("application", "HTTPS", Some(ActionKind::Answer)).is_ok());
        assert!(balancer_takes("application", "TCP", None).is_err());
        assert!(balancer_takes("network", "TCP", Some(ActionKind::Answer)).is_err());
        assert!(balancer_takes("network", "TLS", Some(ActionKind::Forward)).is_ok());
        assert!(balancer_takes("application", "HTTP", Some(ActionKind::Authenticate)).is_err());
        assert!(balancer_takes("gateway", "", None).is_ok());
    }
}
