//! The page that is read: invented people, all nested objects filled, the same bytes each time.

use serde_json::{Value, json};

/// Fields of a contact that the spec does not know.
pub const UNKNOWN: usize = 4;

const NAMES: [(&str, &str); 5] = [
    ("Ada", "Example"),
    ("Grace", "Sample"),
    ("Zoë", "Müller"),
    ("Noa", "דוגמה"),
    ("Linh", "Nguyễn"),
];

/// What the ids of contacts begin with.
pub const CONTACT: usize = 730;

/// A page of `listContacts` as ChatbotX sends it, of a list that is longer than the vendor counts.
pub fn page(contacts: usize) -> String {
    let data: Vec<Value> = (0..contacts).map(contact).collect();
    json!({ "data": data, "pageCount": 200, "totalCount": 10_000, "totalCountCapped": true })
        .to_string()
}

fn contact(number: usize) -> Value {
    let (given, surname) = NAMES.get(number % NAMES.len()).copied().unwrap_or_default();
    let id = id(CONTACT, number);
    let phone = format!("+12025550{}", 100 + number % 100);
    json!({
        "id": id,
        "createdAt": time(number, 0),
        "updatedAt": time(number, 1),
        "avatar": format!("https://files.example.com/avatars/{id}.png"),
        "phoneNumber": phone,
        "email": format!("person{number}@example.com"),
        "emailVerified": number.is_multiple_of(2),
        "emailOptIn": true,
        "firstName": given,
        "lastName": surname,
        "fullName": format!("{given} {surname}"),
        "gender": "female",
        "lastReadAt": time(number, 2),
        "ref": "summer-ad",
        "country": "United States",
        "state": "DC",
        "city": "Washington",
        "location": { "latitude": 38.9072, "longitude": -77.0369 },
        "locale": "en_US",
        "timezone": "America/New_York",
        "subscribedAt": time(number, 3),
        "broadcastSubscribedAt": time(number, 4),
        "blockedAt": null,
        "workspaceId": WORKSPACE,
        "leadScore": number % 100,
        "tags": [tag(number, "VIP"), tag(number, "Newsletter ✉️")],
        "contactCustomFields": [{
            "id": self::id(725, number),
            "createdAt": time(number, 5),
            "updatedAt": time(number, 6),
            "value": "1990-12-10",
            "contactId": id,
            "customFieldId": self::id(726, 302),
        }],
        "contactInboxes": [{
            "id": self::id(724, number),
            "contactId": id,
            "inboxId": self::id(720, 102),
            "channel": "whatsapp",
            "source": "inboundMessage",
            "sourceId": phone.trim_start_matches('+'),
            "language": "en",
            "lastIncomingMessageAt": time(number, 7),
            "contactLastReadAt": time(number, 8),
            "inbox": inbox(number),
        }],
        "contactNotes": [{
            "id": self::id(727, number),
            "createdAt": time(number, 9),
            "updatedAt": time(number, 9),
            "text": "Prefers mornings.\nSpeaks \"some\" French.",
            "contactId": id,
            "createdById": self::id(717, 1),
        }],
        "conversation": conversation(number, &id, &phone),
    })
}

fn conversation(number: usize, contact: &str, phone: &str) -> Value {
    json!({
        "id": id(723, number),
        "createdAt": time(number, 10),
        "updatedAt": time(number, 11),
        "botEnabled": true,
        "botResumeAt": time(number, 12),
        "archivedAt": null,
        "additionalAttributes": { "phoneNumber": phone, "challenge": { "type": "step", "data": [1, 2.5, null, true] } },
        "contactLastReadAt": time(number, 13),
        "agentLastReadAt": time(number, 14),
        "aiContextLastMessageId": id(731, number),
        "lastActivityAt": time(number, 15),
        "followed": false,
        "assignedUserId": id(717, 1),
        "assignedInboxTeamId": id(717, 7),
        "workspaceId": WORKSPACE,
        "contactId": contact,
        "sourceId": "1098765_4321",
        "lastStep": "welcome",
        "currentStep": "ask-size",
        "adminRepliedAt": time(number, 16),
        "contactRepliedAt": time(number, 17),
        "priority": { "level": 3, "setBy": "rule" },
        "assignedUser": {
            "id": id(717, 1),
            "createdAt": time(number, 18),
            "updatedAt": time(number, 19),
            "name": "Mona Agent",
            "email": "mona.agent@example.org",
            "emailVerified": true,
            "image": "https://files.example.com/users/mona.png",
            "isAnonymous": false,
            "mustChangePassword": false,
            "tenantId": "1",
        },
        "assignedInboxTeam": {
            "id": id(717, 7),
            "createdAt": time(number, 20),
            "updatedAt": time(number, 21),
            "workspaceId": WORKSPACE,
            "name": "Support",
        },
        "inbox": inbox(number),
    })
}

fn inbox(number: usize) -> Value {
    json!({
        "id": id(720, 102),
        "createdAt": time(number, 22),
        "updatedAt": time(number, 23),
        "name": "WhatsApp +1 202 555 0100",
        "channel": "whatsapp",
        "sourceId": "109876543210987",
        "workspaceId": WORKSPACE,
        "status": "connected",
        "color": "#25d366",
    })
}

fn tag(number: usize, name: &str) -> Value {
    json!({
        "id": id(721, name.len()),
        "createdAt": time(number, 24),
        "updatedAt": time(number, 25),
        "name": name,
        "deletedAt": null,
        "folderId": id(721, 99),
        "workspaceId": WORKSPACE,
    })
}

const WORKSPACE: &str = "7180000000000000011";

/// An id as the vendor writes them: 19 digits in a string.
fn id(kind: usize, number: usize) -> String {
    format!("{kind}{number:016}")
}

/// A time as JavaScript prints it.
fn time(number: usize, step: usize) -> String {
    format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        1 + step % 8,
        1 + number % 28,
        (number + step) % 24,
        (7 * number + step) % 60,
        (number + 13 * step) % 60,
        (37 * number + step) % 1000,
    )
}
