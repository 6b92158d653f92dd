"""Lists all contacts of ChatbotX as one would write it in Python: httpx, pydantic v2, one JSON line a contact.

    list.py BASE_URL TOKEN
"""

import sys
from datetime import datetime
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str
    createdAt: datetime
    updatedAt: datetime


class CustomField(Record):
    value: str
    contactId: str
    customFieldId: str


class Tag(Record):
    name: str
    deletedAt: datetime | None = None
    folderId: str | None
    workspaceId: str


class Inbox(Record):
    name: str
    channel: str
    sourceId: str
    workspaceId: str
    status: str


class ContactInbox(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str
    contactId: str
    inboxId: str
    channel: str
    source: str | None = None
    sourceId: str | None = None
    language: str | None = None
    lastIncomingMessageAt: datetime | None = None
    contactLastReadAt: datetime | None = None
    inbox: Inbox


class Conversation(Record):
    botEnabled: bool
    botResumeAt: datetime | None
    archivedAt: datetime | None
    additionalAttributes: Any
    contactLastReadAt: datetime | None
    agentLastReadAt: datetime | None
    lastActivityAt: datetime | None
    followed: bool
    workspaceId: str
    contactId: str
    adminRepliedAt: datetime | None
    contactRepliedAt: datetime | None


class Contact(Record):
    avatar: str | None
    phoneNumber: str | None
    email: str | None
    emailVerified: bool
    emailOptIn: bool
    firstName: str | None
    lastName: str | None
    fullName: str | None
    gender: str | None = None
    lastReadAt: datetime | None
    ref: str | None
    country: str | None
    state: str | None
    city: str | None
    location: Any
    locale: str | None
    timezone: str | None
    subscribedAt: datetime | None
    broadcastSubscribedAt: datetime | None
    blockedAt: datetime | None
    workspaceId: str
    contactCustomFields: list[CustomField] = []
    tags: list[Tag] = []
    contactInboxes: list[ContactInbox] = []
    conversation: Conversation | None = None


class Page(BaseModel):
    data: list[Contact]


def main() -> None:
    base_url, token = sys.argv[1:]
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}) as client:
        number = 1
        while True:
            answer = client.get(f"{base_url}/v1/contacts", params={"page": number, "perPage": 50})
            answer.raise_for_status()
            page = Page.model_validate_json(answer.content)
            if not page.data:
                break
            for contact in page.data:
                sys.stdout.write(contact.model_dump_json() + "\n")
            number += 1


main()
