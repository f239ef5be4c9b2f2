//! A *redirect*: where it sends a request. Each part is kept (`#{host}`) or written anew; a part that is not set is kept.

use crate::model::Value;

use super::conditions::Request;

/// The parts of a redirect, and what stands for what the request had.
const PARTS: [(&str, &str); 5] = [
    ("protocol", "#{protocol}"),
    ("port", "#{port}"),
    ("host", "#{host}"),
    ("path", "/#{path}"),
    ("query", "#{query}"),
];

/// A redirect as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// `None` for a part that is not known.
    parts: [Option<String>; 5],
    why: Option<String>,
    masked: bool,
}

impl Redirect {
    /// The redirect in the `redirect` block of an action.
    pub fn new(block: &Value) -> Self {
        let mut redirect = Self { parts: Default::default(), why: None, masked: block.has_mask() };
        for ((name, kept), part) in PARTS.iter().zip(&mut redirect.parts) {
            let value =
                if block.as_unknown().is_some() { block.clone() } else { block.get(name).unwrap_or(Value::Null) };
            if let Some(unknown) = value.as_unknown() {
                redirect.why = Some(unknown.reason());
            } else {
                // The provider writes the default of a query as an empty text.
                let written = value.as_str().filter(|text| !text.is_empty());
                let number = value.as_number().filter(|_| written.is_none()).map(|number| number.to_string());
                *part = Some(written.map(str::to_owned).or(number).unwrap_or_else(|| (*kept).to_owned()));
            }
        }
        redirect
    }

    /// Why a part of it is not known.
    pub fn why(&self) -> &str {
        self.why.as_deref().unwrap_or("known after apply")
    }

    /// Where it leads, in one text; nothing of what is sensitive.
    pub fn text(&self) -> String {
        if self.masked {
            return "(sensitive)".to_owned();
        }
        let part = |index: usize| self.parts.get(index).and_then(Option::as_deref).unwrap_or("(known after apply)");
        let query = Some(part(4)).filter(|query| *query != "#{query}").map(|query| format!("?{query}"));
        format!("{}://{}:{}{}{}", part(0), part(2), part(1), part(3), query.unwrap_or_default())
    }

    /// The request that follows it. `None` where a part is not known, or no port.
    pub fn follow(&self, request: &Request) -> Option<Request> {
        let [protocol, port, host, path, query] = &self.parts;
        let fill = |part: &Option<String>| {
            let text = part.as_deref()?;
            let text = text.replace("#{protocol}", &request.protocol).replace("#{port}", &request.port.to_string());
            let text = text.replace("#{host}", &request.host);
            let text = text.replace("#{path}", request.path.trim_start_matches('/'));
            Some(text.replace("#{query}", &request.query))
        };
        Some(Request {
            protocol: fill(protocol)?,
            port: fill(port)?.parse().ok()?,
            host: fill(host)?,
            path: fill(path)?,
            query: fill(query)?,
            ..request.clone()
        })
    }

    /// It sends every request of a listener to where it came from: the service refuses it.
    pub fn is_loop(&self, protocol: Option<&str>, port: Option<u16>) -> Option<bool> {
        let same = |index: usize, own: Option<String>| {
            let ((_, kept), part) = PARTS.get(index).zip(self.parts.get(index))?;
            let part = part.as_deref()?;
            if part == *kept {
                return Some(true);
            }
            // A host or path written out may be the one of the request; that depends on the request.
            own.map(|own| part == own)
        };
        let answers = [
            same(0, protocol.map(str::to_owned)),
            same(1, port.map(|port| port.to_string())),
            same(2, Some(String::new())),
            same(3, Some(String::new())),
            same(4, Some(String::new())),
        ];
        if answers.contains(&Some(false)) {
            return Some(false);
        }
        if answers.contains(&None) { None } else { Some(true) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(json: &str) -> Redirect {
        Redirect::new(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn parts_that_are_not_set_are_kept() {
        let https = redirect(r#"{"protocol":"HTTPS","port":"443","host":"","path":null,"status_code":"HTTP_301"}"#);
        let request = Request { path: "/a/b".to_owned(), ..Request::plain("HTTP", 80) };
        let next = https.follow(&request).unwrap();
        assert_eq!((next.protocol.as_str(), next.port, next.path.as_str()), ("HTTPS", 443, "/a/b"));
        assert_eq!(next.host, request.host);
        assert_eq!(https.text(), "HTTPS://#{host}:443/#{path}");
        assert_eq!(https.is_loop(Some("HTTP"), Some(80)), Some(false));
        assert_eq!(https.is_loop(Some("HTTPS"), Some(443)), Some(true));
        assert_eq!(https.is_loop(Some("HTTPS"), None), None);
    }

    #[test]
    fn another_path_or_host_is_no_loop_by_itself() {
        assert_eq!(redirect(r#"{"path":"/login"}"#).is_loop(Some("HTTP"), Some(80)), Some(false));
        assert_eq!(redirect(r##"{"host":"www.#{host}"}"##).is_loop(Some("HTTP"), Some(80)), Some(false));
        assert_eq!(redirect(r##"{"port":"#{port}","protocol":"#{protocol}"}"##).is_loop(None, None), Some(true));
    }

    #[test]
    fn what_is_not_known_is_not_followed() {
        let open = Redirect::new(&Value::unknown_because("known after apply: a.b"));
        assert_eq!(open.follow(&Request::plain("HTTP", 80)), None);
        assert_eq!(open.why(), "known after apply: a.b");
    }
}
