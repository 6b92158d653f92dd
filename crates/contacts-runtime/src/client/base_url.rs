//! Where a vendor's API is.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// The address below which a vendor's paths begin, such as `https://app.chatbotx.io/api`.
///
/// `https` always; `http` only to this machine, or with [`allow_http`](Self::allow_http). No user info, no query,
/// no fragment. A path is kept, with and without a final slash.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a base URL is refused. Never shows the URL: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// The text is no URL.
    #[error("the base URL is not a URL ({0}): write it as https://host or https://host/path")]
    NotAUrl(String),
    /// The scheme is neither https nor http.
    // Without a scheme, the user name of user info would stand in its place.
    #[error("the base URL begins with neither https:// nor http://: use https")]
    Scheme,
    /// Plain http to another machine.
    #[error(
        "the base URL is plain http to another machine, which would show the credential to the network: use https"
    )]
    PlainHttp,
    /// It holds a user name or a password.
    #[error("the base URL holds user info: pass credentials by their slots instead")]
    UserInfo,
    /// It holds a query or a fragment.
    #[error("the base URL holds a query or a fragment: leave out everything from the first ? or #")]
    QueryOrFragment,
}

impl BaseUrl {
    /// Reads a base URL that may also be plain `http` to another machine.
    ///
    /// # Errors
    ///
    /// As for [`FromStr`], but for [`BaseUrlError::PlainHttp`].
    pub fn allow_http(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text).map_err(|error| BaseUrlError::NotAUrl(error.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
            return Err(BaseUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::QueryOrFragment);
        }
        Ok(Self(url))
    }

    /// The origin, such as `https://app.chatbotx.io`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The URL of `path`, which begins with a slash and is percent-encoded already; `None` if URL rules would read
    /// it as another path, as they do with `.` and `..`.
    pub(crate) fn join(&self, path: &str) -> Option<Url> {
        let path = format!("{}{path}", self.0.path().trim_end_matches('/'));
        let mut url = self.0.clone();
        url.set_path(&path);
        (url.path() == path).then_some(url)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || address
                .parse()
                .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        let base = Self::allow_http(text)?;
        if base.0.scheme() == "http" && !base.is_loopback() {
            return Err(BaseUrlError::PlainHttp);
        }
        Ok(base)
    }
}

impl TryFrom<&str> for BaseUrl {
    type Error = BaseUrlError;

    fn try_from(text: &str) -> Result<Self, BaseUrlError> {
        text.parse()
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = BaseUrlError;

    fn try_from(text: String) -> Result<Self, BaseUrlError> {
        text.parse()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BaseUrl({self})")
    }
}
