//! Secrets from the keyring of the system. Only reading one takes the feature `keyring`, so that the rest is tested in each build.

#[cfg(feature = "keyring")]
use keyring::{Entry, Error};
#[cfg(not(feature = "keyring"))]
use keyring_core::Error;

/// Under which entries are kept, besides their own names.
const SERVICE: &str = "contacts";

/// The secret with this name, else what is wrong and what to do. Nothing of a secret is in that.
#[cfg(feature = "keyring")]
pub fn read(name: &str) -> Result<String, String> {
    let password = Entry::new(SERVICE, name).and_then(|entry| entry.get_password());
    password.map_err(|error| match (&error, Entry::store_status()) {
        (Error::NoDefaultStore, Err(cause)) => no_store(&format!(" ({cause})")),
        _ => problem(&error, name),
    })
}

fn no_store(cause: &str) -> String {
    format!("no keyring answers{cause}: start one, or take a file or a command")
}

fn problem(error: &Error, name: &str) -> String {
    match error {
        Error::NoEntry => format!("it is not there: {}", put(name)),
        Error::NoDefaultStore => no_store(""),
        Error::NoStorageAccess(cause) => format!("the keyring does not open ({cause}): unlock it"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            format!("it is no text in UTF-8: {}", put(name))
        }
        Error::Ambiguous(entries) => {
            let count = entries.len();
            format!("{count} entries have this name: delete all but one")
        }
        error => format!("{error}; or take a file or a command"),
    }
}

/// How to put it there.
fn put(name: &str) -> String {
    if cfg!(target_os = "macos") {
        format!("put it there with `security add-generic-password -s {SERVICE} -a {name} -w`")
    } else if cfg!(windows) {
        format!("put it there with the Credential Manager, as {name}.{SERVICE}")
    } else {
        format!(
            "put it there with `secret-tool store --label {SERVICE} service {SERVICE} username {name}`"
        )
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock;

    use super::*;

    #[test]
    fn a_keyring_that_gives_nothing_says_why() {
        let store = mock::Store::new().unwrap();
        let entry = store.build(SERVICE, "acme", None).unwrap();
        let ask = |name: &str| match entry.get_password() {
            Ok(password) => password,
            Err(error) => problem(&error, name),
        };
        assert!(ask("acme").starts_with("it is not there: put it there with "));
        entry.set_password("5ecret").unwrap();
        assert_eq!(ask("acme"), "5ecret");
        let locked = || Error::NoStorageAccess("it is locked".into());
        for (error, expected) in [
            (
                locked(),
                "the keyring does not open (it is locked): unlock it",
            ),
            (
                Error::BadEncoding(b"5ecret".to_vec()),
                "it is no text in UTF-8: put it there",
            ),
            (
                Error::NoDefaultStore,
                "no keyring answers: start one, or take a file or a command",
            ),
            (
                Error::NotSupportedByStore("no passwords".to_owned()),
                "Unsupported: no passwords; or take a file or a command",
            ),
        ] {
            let credential: &mock::Cred = entry.as_any().downcast_ref().unwrap();
            credential.set_error(error);
            let said = ask("acme");
            assert!(
                said.starts_with(expected) && !said.contains("5ecret"),
                "{said}"
            );
        }
        // Once it opens again, the secret is there.
        assert_eq!(ask("acme"), "5ecret");
    }
}
