//! Logging in, and whose token it is.

use serde_json::{Map, Value, json};

use super::{error, required};
use crate::account::USERS;
use crate::ids::Kind;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// Three parts like a JWT. It is that of the first user; the others have their number after it.
pub(super) const TOKEN: &str = "sandbox.is-not-a-real.token";
pub(super) const PASSWORD: &str = "sandbox-is-not-a-real-password";
/// Of the first user. No page says where one comes from.
pub(super) const REFRESH_TOKEN: &str = "sandbox.is-not-a-real.refresh-token";

/// A user with a token.
#[derive(Clone, Copy)]
pub(super) struct Caller {
    pub(super) user: i64,
}

impl Caller {
    pub(super) fn must_be_administrator(self) -> Outcome<()> {
        if self.user == 1 {
            return Ok(());
        }
        Err(error(403, "Access denied").into())
    }
}

pub(super) fn caller(request: &Request) -> Outcome<Caller> {
    let sent = request.bearer().unwrap_or_default();
    let user = (1..)
        .zip(USERS)
        .map(|(user, _)| user)
        .find(|user| token(*user) == sent);
    let user = user.ok_or_else(|| error(401, "Invalid or expired token"))?;
    Ok(Caller { user })
}

pub(super) fn login(store: &Store, body: &Map<String, Value>) -> Outcome {
    let (email, password) = (required(body, "email")?, required(body, "password")?);
    let known = (1..)
        .zip(USERS)
        .find(|(_, (_, address))| address.eq_ignore_ascii_case(email));
    let Some((user, (name, email))) = known.filter(|_| password == PASSWORD) else {
        return Ok(error(401, "Invalid credentials"));
    };
    let user_body = json!({
        "id": store.ids.object_id(Kind::User, user),
        "email": email,
        "fullName": name,
        "organizationId": store.ids.object_id(Kind::Organization, 1),
        "accessRole": if user == 1 { "ADMIN" } else { "AGENT" },
    });
    Ok(Answer::json(
        200,
        &json!({"token": token(user), "user": user_body}),
    ))
}

pub(super) fn refresh(body: &Map<String, Value>) -> Outcome {
    if required(body, "refreshToken")? != REFRESH_TOKEN {
        return Ok(error(401, "Invalid or expired token"));
    }
    Ok(Answer::json(200, &json!({"token": TOKEN})))
}

fn token(user: i64) -> String {
    if user == 1 {
        TOKEN.to_owned()
    } else {
        format!("{TOKEN}-{user}")
    }
}
