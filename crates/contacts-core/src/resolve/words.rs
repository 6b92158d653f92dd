//! What was found, in words: who and why, without anybody's values.

use std::fmt;

use super::clusters::{Cluster, Clusters, Limited, Link, Reason, Refused};

impl fmt::Display for Clusters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for cluster in self.duplicates() {
            writeln!(formatter, "{cluster}")?;
        }
        for refused in self.refused() {
            writeln!(formatter, "{refused}")?;
        }
        write!(
            formatter,
            "{} contacts, {} persons, {} refused",
            self.contacts(),
            self.persons(),
            self.refused().count()
        )
    }
}

impl fmt::Display for Cluster<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {} contacts",
            self.id(),
            self.members().count()
        )?;
        for link in self.links() {
            write!(formatter, "\n  {link}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Link<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} and {}: same {}",
            self.from,
            self.to,
            self.kind.words()
        )
    }
}

impl fmt::Display for Refused<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut contacts = self.contacts();
        if let (Some(one), Some(other)) = (contacts.next(), contacts.next()) {
            write!(formatter, "{one} and {other}")?;
        }
        match contacts.count() {
            0 => {}
            more => write!(formatter, " and {more} more")?,
        }
        write!(
            formatter,
            ": same {}, but {}",
            self.kind.words(),
            self.reason
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocked => formatter.write_str("the value says nothing about who somebody is"),
            Self::Shared { found, limit } => {
                write!(
                    formatter,
                    "{found} contacts have it, and more than {limit} share it"
                )
            }
            Self::Limit { what, found, limit } => {
                let what = match what {
                    Limited::Emails => "e-mail addresses",
                    Limited::Phones => "telephone numbers",
                    Limited::ExternalIds => "external ids of one kind in one account",
                };
                write!(
                    formatter,
                    "one person would have {found} {what}, and may have {limit}"
                )
            }
        }
    }
}

contacts_runtime::opaque_debug!(Clusters);

macro_rules! debug_as_display {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name<'_> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({self})", stringify!($name))
            }
        }
    )*};
}

debug_as_display!(Cluster, Link, Refused);
