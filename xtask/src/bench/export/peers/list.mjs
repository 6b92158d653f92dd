// Lists all contacts of ChatbotX as one would write it in JavaScript: fetch, zod, one JSON line a contact.
//
//     node list.mjs BASE_URL TOKEN

import { z } from "zod";

const time = z.iso.datetime();
const record = { id: z.string(), createdAt: time, updatedAt: time };

const CustomField = z.looseObject({
  ...record,
  value: z.string(),
  contactId: z.string(),
  customFieldId: z.string(),
});

const Tag = z.looseObject({
  ...record,
  name: z.string(),
  deletedAt: time.nullish(),
  folderId: z.string().nullable(),
  workspaceId: z.string(),
});

const Inbox = z.looseObject({
  ...record,
  name: z.string(),
  channel: z.string(),
  sourceId: z.string(),
  workspaceId: z.string(),
  status: z.string(),
});

const ContactInbox = z.looseObject({
  id: z.string(),
  contactId: z.string(),
  inboxId: z.string(),
  channel: z.string(),
  source: z.string().nullish(),
  sourceId: z.string().nullish(),
  language: z.string().nullish(),
  lastIncomingMessageAt: time.nullish(),
  contactLastReadAt: time.nullish(),
  inbox: Inbox,
});

const Conversation = z.looseObject({
  ...record,
  botEnabled: z.boolean(),
  botResumeAt: time.nullable(),
  archivedAt: time.nullable(),
  additionalAttributes: z.unknown(),
  contactLastReadAt: time.nullable(),
  agentLastReadAt: time.nullable(),
  lastActivityAt: time.nullable(),
  followed: z.boolean(),
  workspaceId: z.string(),
  contactId: z.string(),
  adminRepliedAt: time.nullable(),
  contactRepliedAt: time.nullable(),
});

const Contact = z.looseObject({
  ...record,
  avatar: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  emailOptIn: z.boolean(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  fullName: z.string().nullable(),
  gender: z.string().nullish(),
  lastReadAt: time.nullable(),
  ref: z.string().nullable(),
  country: z.string().nullable(),
  state: z.string().nullable(),
  city: z.string().nullable(),
  location: z.unknown(),
  locale: z.string().nullable(),
  timezone: z.string().nullable(),
  subscribedAt: time.nullable(),
  broadcastSubscribedAt: time.nullable(),
  blockedAt: time.nullable(),
  workspaceId: z.string(),
  contactCustomFields: z.array(CustomField).default([]),
  tags: z.array(Tag).default([]),
  contactInboxes: z.array(ContactInbox).default([]),
  conversation: Conversation.nullish(),
});

const Page = z.looseObject({ data: z.array(Contact) });

const [baseUrl, token] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
for (let number = 1; ; number += 1) {
  const answer = await fetch(`${baseUrl}/v1/contacts?page=${number}&perPage=50`, { headers });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = Page.parse(await answer.json());
  if (page.data.length === 0) break;
  process.stdout.write(page.data.map((contact) => JSON.stringify(contact) + "\n").join(""));
}
