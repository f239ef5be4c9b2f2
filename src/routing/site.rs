//! A *site* is a load balancer with its listeners and their rules, as far as they are known: it tells where requests end
//! that follow its redirects. What it says of a redirect is proved by one request that goes that way.

use std::collections::BTreeSet;

use super::conditions::{Conditions, Request};
use super::redirect::Redirect;

/// Browsers give up after twenty redirects.
const MAX_HOPS: usize = 20;

/// The listeners of a load balancer.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// In the order of the graph.
    pub listeners: Vec<Listener>,
    /// Why there may be more.
    pub open: Option<String>,
}

/// A listener.
#[derive(Debug, Clone)]
pub struct Listener {
    /// Its number among the graph's nodes.
    pub id: usize,
    /// Its port, where it is known.
    pub port: Option<u16>,
    /// Its protocol, where it is known.
    pub protocol: Option<String>,
    /// Its rules, the one that is asked first in front.
    pub rules: Vec<Rule>,
    /// What is done when no rule takes a request.
    pub default: Action,
    /// Why there may be more rules.
    pub open: Option<String>,
}

/// A rule of a listener.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its number among the graph's nodes.
    pub id: usize,
    /// What it takes.
    pub conditions: Conditions,
    /// What it does.
    pub action: Action,
    /// Its place among the others is known only after the apply.
    pub floats: bool,
}

/// What a listener or rule does with a request, as far as redirects go.
#[derive(Debug, Clone)]
pub enum Action {
    /// It sends it elsewhere.
    Redirect(Redirect),
    /// It answers it, or forwards it.
    Other,
    /// That is not known, and why.
    Unknown(String),
}

/// Where requests end that a redirect sends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// No request gets to this redirect.
    Unreached,
    /// They are answered, or leave the load balancer.
    Leaves,
    /// Nothing listens there: the protocol and the port.
    Missing(String, u16),
    /// They come back: the numbers of the nodes on the way.
    Cycle(Vec<usize>),
    /// That is not known, and why.
    Unknown(String),
}

impl Site {
    /// Where the requests end that the redirect of a listener or rule takes. The worst that is proved comes first.
    pub fn end(&self, id: usize) -> End {
        let Some(listener) =
            self.listeners.iter().find(|one| one.id == id || one.rules.iter().any(|rule| rule.id == id))
        else {
            return End::Unknown("its load balancer is not known".to_owned());
        };
        let (Some(port), Some(protocol)) = (listener.port, &listener.protocol) else {
            return End::Unknown("the port or protocol of its listener is known after apply".to_owned());
        };
        let requests = match listener.rules.iter().find(|rule| rule.id == id) {
            Some(rule) => rule.conditions.examples(protocol, port),
            None => Request::plain_ones(protocol, port),
        };
        let mut end = End::Unreached;
        for request in requests {
            match Self::handler(listener, &request) {
                Err(why) => end = worse(end, End::Unknown(why)),
                Ok((first, _)) if first == id => end = worse(end, self.follow(listener, request)),
                Ok(_) => {}
            }
        }
        end
    }

    /// Who takes a request that comes to a listener.
    fn handler<'l>(listener: &'l Listener, request: &Request) -> Result<(usize, &'l Action), String> {
        if let Some(why) = &listener.open {
            return Err(why.clone());
        }
        let floats = |rule: &&Rule| rule.floats && rule.conditions.take(request) != Some(false);
        if listener.rules.len() > 1 && listener.rules.iter().any(|rule| floats(&rule)) {
            return Err("the order of the rules that take its requests is known after apply".to_owned());
        }
        for rule in &listener.rules {
            match rule.conditions.take(request) {
                Some(true) => return Ok((rule.id, &rule.action)),
                Some(false) => {}
                None => {
                    return Err(format!(
                        "conditions of a rule are not known: {}",
                        rule.conditions.open().unwrap_or_default()
                    ));
                }
            }
        }
        Ok((listener.id, &listener.default))
    }

    fn follow(&self, first: &Listener, request: Request) -> End {
        let (mut listener, mut request) = (first, request);
        let mut way = Vec::new();
        let mut seen = BTreeSet::new();
        loop {
            let (id, action) = match Self::handler(listener, &request) {
                Ok(found) => found,
                Err(why) => return End::Unknown(why),
            };
            let redirect = match action {
                Action::Other => return End::Leaves,
                Action::Unknown(why) => return End::Unknown(why.clone()),
                Action::Redirect(redirect) => redirect,
            };
            way.push(id);
            if !seen.insert((id, request.clone())) || way.len() > MAX_HOPS {
                return cycle(way);
            }
            let Some(next) = redirect.follow(&request) else { return End::Unknown(redirect.why().to_owned()) };
            if !next.host.eq_ignore_ascii_case(&request.host) {
                return End::Leaves;
            }
            listener = match self.listener_of(&next) {
                Ok(Some(listener)) => listener,
                Ok(None) => return End::Missing(next.protocol, next.port),
                Err(why) => return End::Unknown(why),
            };
            request = next;
        }
    }

    /// The listener that a request comes to; `None` where there is none.
    fn listener_of(&self, request: &Request) -> Result<Option<&Listener>, String> {
        let on_port = self.listeners.iter().find(|listener| listener.port == Some(request.port));
        if let Some(listener) = on_port {
            let protocol = listener.protocol.as_ref().ok_or("the protocol of a listener is known after apply")?;
            return Ok(Some(listener).filter(|_| protocol.eq_ignore_ascii_case(&request.protocol)));
        }
        if self.listeners.iter().any(|listener| listener.port.is_none()) {
            return Err("the port of a listener is known after apply".to_owned());
        }
        match &self.open {
            Some(why) => Err(why.clone()),
            None => Ok(None),
        }
    }
}

/// The part of a way that comes round.
fn cycle(mut way: Vec<usize>) -> End {
    let last = way.pop();
    let start = way.iter().position(|id| Some(*id) == last).unwrap_or(0);
    End::Cycle(way.split_off(start))
}

/// One request that ends badly is enough; one that is not followed to its end leaves the question open.
fn worse(one: End, other: End) -> End {
    let rank = |end: &End| match end {
        End::Unreached => 0,
        End::Leaves => 1,
        End::Unknown(_) => 2,
        End::Missing(..) => 3,
        End::Cycle(_) => 4,
    };
    if rank(&other) > rank(&one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn redirect(json: &str) -> Action {
        Action::Redirect(Redirect::new(&serde_json::from_str(json).unwrap()))
    }

    fn listener(id: usize, port: u16, protocol: &str, default: Action, rules: Vec<Rule>) -> Listener {
        Listener { id, port: Some(port), protocol: Some(protocol.to_owned()), rules, default, open: None }
    }

    fn rule(id: usize, conditions: &str, action: Action) -> Rule {
        Rule { id, conditions: Conditions::new(&serde_json::from_str(conditions).unwrap()), action, floats: false }
    }

    fn site(listeners: Vec<Listener>) -> Site {
        Site { listeners, open: None }
    }

    const TO_HTTPS: &str = r#"{"protocol":"HTTPS","port":"443"}"#;

    #[test]
    fn to_https_and_there_to_a_pool() {
        let http = listener(0, 80, "HTTP", redirect(TO_HTTPS), Vec::new());
        let https = listener(1, 443, "HTTPS", Action::Other, Vec::new());
        assert_eq!(site(vec![http.clone(), https]).end(0), End::Leaves);
        assert_eq!(site(vec![http.clone()]).end(0), End::Missing("HTTPS".to_owned(), 443));
        let open = Site { open: Some("another state".to_owned()), ..site(vec![http]) };
        assert_eq!(open.end(0), End::Unknown("another state".to_owned()));
    }

    #[test]
    fn a_listener_of_another_protocol_is_no_listener() {
        let http = listener(0, 80, "HTTP", redirect(TO_HTTPS), Vec::new());
        let plain = listener(1, 443, "HTTP", Action::Other, Vec::new());
        assert_eq!(site(vec![http, plain]).end(0), End::Missing("HTTPS".to_owned(), 443));
    }

    #[test]
    fn two_listeners_in_a_circle() {
        let http = listener(0, 80, "HTTP", redirect(r#"{"protocol":"HTTP","port":"8080"}"#), Vec::new());
        let back = listener(1, 8080, "HTTP", redirect(r#"{"port":"80"}"#), Vec::new());
        assert_eq!(site(vec![http.clone(), back.clone()]).end(0), End::Cycle(vec![0, 1]));
        let out = rule(2, r#"[{"path_pattern":[{"values":["*"]}]}]"#, Action::Other);
        assert_eq!(site(vec![http, Listener { rules: vec![out], ..back }]).end(0), End::Leaves);
    }

    #[test]
    fn a_rule_that_sends_its_own_path_to_itself() {
        let login = r#"[{"path_pattern":[{"values":["/login*"]}]}]"#;
        let own = rule(1, login, redirect(r#"{"path":"/login"}"#));
        let http = listener(0, 80, "HTTP", Action::Other, vec![own]);
        assert_eq!(site(vec![http]).end(1), End::Cycle(vec![1]));
        let first = rule(2, r#"[{"path_pattern":[{"values":["/login"]}]}]"#, Action::Other);
        let rest = rule(1, login, redirect(r#"{"path":"/login"}"#));
        let http = listener(0, 80, "HTTP", Action::Other, vec![first, rest]);
        assert_eq!(site(vec![http]).end(1), End::Leaves);
    }

    #[test]
    fn a_longer_path_each_time_never_ends() {
        let grows = listener(0, 80, "HTTP", redirect(r##"{"path":"/a/#{path}"}"##), Vec::new());
        assert!(matches!(site(vec![grows]).end(0), End::Cycle(_)));
    }

    #[test]
    fn another_host_leaves() {
        let www = listener(0, 80, "HTTP", redirect(r#"{"host":"www.example.com"}"#), Vec::new());
        assert_eq!(site(vec![www]).end(0), End::Leaves);
    }

    fn action() -> impl Strategy<Value = Action> {
        let part = |texts: &'static [&'static str]| proptest::sample::select(texts);
        let redirects =
            (part(&["HTTP", "HTTPS", ""]), part(&["80", "443", "8080", ""]), part(&["/a", "/b/#{path}", ""]));
        prop_oneof![
            Just(Action::Other),
            redirects.prop_map(|(protocol, port, path)| {
                redirect(&format!(r##"{{"protocol":"{protocol}","port":"{port}","path":"{path}"}}"##))
            }),
        ]
    }

    fn rules() -> impl Strategy<Value = Vec<(String, Action)>> {
        let path = proptest::sample::select(&["/a", "/a*", "*", "/b/*", "/x"][..]).prop_map(str::to_owned);
        proptest::collection::vec((path, action()), 0..3)
    }

    proptest! {
        /// What is said of a redirect is what happens to a request that really goes the way, step by step.
        #[test]
        fn ends_are_true(of_http in rules(), of_https in rules(), http in action(), https in action()) {
            let numbered = |from: usize, rules: Vec<(String, Action)>| {
                let one = |(index, (path, action)): (usize, (String, Action))| {
                    rule(from + index, &format!(r#"[{{"path_pattern":[{{"values":["{path}"]}}]}}]"#), action)
                };
                rules.into_iter().enumerate().map(one).collect::<Vec<_>>()
            };
            let site = site(vec![
                listener(0, 80, "HTTP", http, numbered(10, of_http)),
                listener(1, 443, "HTTPS", https, numbered(20, of_https)),
            ]);
            let paths = ["/~other~", "/a", "/aany-other", "/b/", "/b/any-other", "/x", "/any-other", "/"];
            let walks: Vec<(usize, &str, &str)> = site.listeners.iter().flat_map(|listener| paths.iter().map(|path| {
                let start = Request { path: (*path).to_owned(), ..Request::plain(listener.protocol.as_ref().unwrap(), listener.port.unwrap()) };
                let (first, end) = plain_walk(&site, start);
                (first, end, *path)
            })).collect();
            for id in [0, 1].into_iter().chain(10..13).chain(20..23) {
                let known = site.listeners.iter().any(|one| one.id == id || one.rules.iter().any(|rule| rule.id == id));
                if !known { continue; }
                let rule = site.listeners.iter().flat_map(|one| &one.rules).find(|rule| rule.id == id);
                let examples: Vec<String> = match rule {
                    Some(rule) => rule.conditions.examples("HTTP", 80).into_iter().map(|one| one.path).collect(),
                    None => Request::plain_ones("HTTP", 80).into_iter().map(|one| one.path).collect(),
                };
                let seen = |what: &str| {
                    walks.iter().any(|(first, end, path)| *first == id && *end == what && examples.iter().any(|one| one == path))
                };
                match site.end(id) {
                    End::Cycle(_) => prop_assert!(seen("cycle")),
                    End::Missing(..) => prop_assert!(seen("missing") && !seen("cycle")),
                    End::Leaves => prop_assert!(!seen("missing") && !seen("cycle")),
                    End::Unreached => prop_assert!(!seen("missing") && !seen("cycle")),
                    End::Unknown(why) => prop_assert!(false, "{why}"),
                }
            }
        }
    }

    /// Follows one request without looking for circles: who takes it first, and what becomes of it after many steps.
    fn plain_walk(site: &Site, start: Request) -> (usize, &'static str) {
        let mut request = start;
        let mut first = None;
        for _ in 0..60 {
            let Some(listener) = site
                .listeners
                .iter()
                .find(|one| one.port == Some(request.port) && one.protocol.as_deref() == Some(&request.protocol))
            else {
                return (first.unwrap(), "missing");
            };
            let taker = listener.rules.iter().find(|rule| rule.conditions.take(&request) == Some(true));
            let (id, action) = taker.map_or((listener.id, &listener.default), |rule| (rule.id, &rule.action));
            first = first.or(Some(id));
            match action {
                Action::Redirect(redirect) => request = redirect.follow(&request).unwrap(),
                _ => return (first.unwrap(), "leaves"),
            }
        }
        (first.unwrap(), "cycle")
    }
}
