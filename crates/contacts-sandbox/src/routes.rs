//! Which operation a request is for: the one place where a vendor's methods and paths stand.

/// An operation: method, path with placeholders in braces, and the name that the vendor's spec gives it.
pub(crate) type Route = (&'static str, &'static str, &'static str);

/// What a request meets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Met<'a> {
    /// An operation, with the segments that stand in the place of its placeholders.
    Operation(&'static str, Vec<&'a str>),
    /// A path that takes other methods only.
    OtherMethod,
    Nothing,
}

/// Of several operations that fit, the first one counts.
pub(crate) fn find<'a>(routes: &[Route], method: &str, segments: &[&'a str]) -> Met<'a> {
    let mut met = Met::Nothing;
    for (known, path, operation) in routes {
        match fit(path, segments) {
            Some(values) if *known == method => return Met::Operation(operation, values),
            Some(_) => met = Met::OtherMethod,
            None => {}
        }
    }
    met
}

fn fit<'a>(path: &str, segments: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let mut segments = segments.iter();
    for step in path.strip_prefix('/')?.split('/') {
        match segments.next() {
            Some(segment) if step.starts_with('{') && !segment.is_empty() => values.push(*segment),
            Some(segment) if *segment == step => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_path_that_fits_counts() {
        let routes = [
            ("GET", "/contacts", "list"),
            ("GET", "/contacts/count", "count"),
            ("GET", "/contacts/{id}", "get"),
            ("PUT", "/contacts/{id}/tags/{tag}", "tag"),
        ];
        let find = |method, path: &'static str| {
            find(&routes, method, &path.split('/').collect::<Vec<_>>())
        };
        assert_eq!(find("GET", "contacts"), Met::Operation("list", vec![]));
        assert_eq!(
            find("GET", "contacts/count"),
            Met::Operation("count", vec![])
        );
        assert_eq!(find("GET", "contacts/7"), Met::Operation("get", vec!["7"]));
        assert_eq!(
            find("PUT", "contacts/7/tags/a"),
            Met::Operation("tag", vec!["7", "a"])
        );
        assert_eq!(find("DELETE", "contacts/7"), Met::OtherMethod);
        assert_eq!(find("GET", "contacts/"), Met::Nothing);
        assert_eq!(find("GET", "contacts/7/8"), Met::Nothing);
    }
}
