import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { newId, rightsTables } from "@waybill/db";
import { apiKeys } from "@waybill/db/api-keys";
import { roles } from "@waybill/db/roles";
import { sessions } from "@waybill/db/sessions";
import { supportAccess } from "@waybill/db/support";
import { memberships } from "@waybill/db/tenants";
import { postgres } from "@waybill/db/testing";
import { users } from "@waybill/db/users";
import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createContext } from "../../core/procedures/request.ts";
import { createCaller } from "../../root.ts";
import { type NotesApp, named, startWithNotes, withNotes } from "../../testing/notes/index.ts";
import type { TestUser } from "../../testing.ts";

let testApp: NotesApp;
/** A second web process on the same database. */
let other: NotesApp;
let acme: Awaited<ReturnType<typeof make>>;
let globex: Awaited<ReturnType<typeof make>>;
const make = (slug: string) => testApp.tenant(slug, "owner", "admin", "viewer");

beforeAll(async () => {
  testApp = await startWithNotes();
  other = testApp.withSettings();
  [acme, globex] = await Promise.all([make("acme"), make("globex")]);
});
afterAll(() => Promise.all([testApp, other].map(({ app }) => app.live.close())));

const open: AbortController[] = [];
beforeEach(async () => {
  for (const connection of open.splice(0)) connection.abort();
  await vi.waitFor(() => expect([testApp, other].map(({ app }) => app.live.readers)).toEqual([0, 0]));
});

/** The caller that opens a stream: a session, or a key. */
interface Follower {
  sessionId?: string;
  key?: string;
}

const headersOf = ({ key }: Follower) =>
  new Headers({ accept: "text/event-stream", ...(key ? { authorization: `Bearer ${key}` } : {}) });

/** Opens the live connection like a browser, over HTTP, and collects the messages. */
async function follow(who: Follower, { lastEventId, on = testApp }: { lastEventId?: string; on?: NotesApp } = {}) {
  const abort = new AbortController();
  open.push(abort);
  const input = encodeURIComponent(JSON.stringify(lastEventId ? { lastEventId } : {}));
  const headers = headersOf(who);
  const readers = on.app.live.readers;
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request(`http://localhost/api/trpc/system.live?input=${input}`, { headers, signal: abort.signal }),
    router: withNotes,
    // A browser sends the tenant as a connection parameter, because an event source has no headers.
    createContext: () => createContext(on.app, headers, who.sessionId ?? null, { tenant: "acme" }),
  });
  const received = { text: "", ended: false };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) received.text += decoder.decode(chunk, { stream: true });
    received.ended = true;
  };
  read().catch(() => {});
  const isListening = () => vi.waitFor(() => expect(on.app.live.readers).toBeGreaterThan(readers));
  return { abort, received, response, isListening };
}

let counter = 0;
function newNote() {
  counter += 1;
  return named(`Note ${counter}`);
}
const makeNote = async () => (await acme.members.admin.call.notes.create(newNote())).id;

describe("the live connection", () => {
  test("ends after five minutes, and not before", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { received, isListening } = await follow(acme.members.viewer);
      await isListening();
      await vi.advanceTimersByTimeAsync(5 * 60_000 - 1000);
      const id = await makeNote();
      await vi.waitFor(() => expect(received.text).toContain(id));
      expect(received.ended).toBe(false);
      await vi.advanceTimersByTimeAsync(1000);
      await vi.waitFor(() => expect(received.ended).toBe(true));
    } finally {
      vi.useRealTimers();
    }
  });

  test("sends commits of the tenant, and none of other tenants", async () => {
    const { received, isListening } = await follow(acme.members.viewer);
    await isListening();
    await globex.members.admin.call.notes.create(newNote());
    const id = await makeNote();
    await vi.waitFor(() => expect(received.text).toContain(id));
    expect(received.text.match(/note\.created/g)).toHaveLength(1);
  });

  test("sends nothing of a rolled back transaction", async () => {
    const { received, isListening } = await follow(acme.members.viewer);
    await isListening();
    const note = newNote();
    await acme.members.admin.call.notes.create(note);
    await acme.members.admin.call.notes.create(note).catch(() => {});
    const id = await makeNote();
    await vi.waitFor(() => expect(received.text).toContain(id));
    expect(received.text.match(/note\.created/g)).toHaveLength(2);
  });

  test("resumes after an interruption, with missed messages first", async () => {
    const first = await follow(acme.members.viewer);
    await first.isListening();
    await makeNote();
    await vi.waitFor(() => expect(first.received.text).toMatch(/^id: ?(\S+)/m));
    const lastEventId = /^id: ?(\S+)/m.exec(first.received.text)?.[1] ?? "";
    first.abort.abort();
    const missed = await makeNote();
    const second = await follow(acme.members.viewer, { lastEventId });
    await vi.waitFor(() => expect(second.received.text).toContain(missed));
  });

  test("continues without a gap after its listener lost the connection: the page reconnects and reads missed events", async () => {
    const first = await follow(acme.members.viewer);
    await first.isListening();
    await makeNote();
    await vi.waitFor(() => expect(first.received.text).toMatch(/^id: ?(\S+)/m));
    const lastEventId = /^id: ?(\S+)/m.exec(first.received.text)?.[1] ?? "";
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'waybill-live' and datname = current_database()`;
    const missed = await makeNote();
    await owner.end();
    // The server ends the connection once it listens again, and tells the browser to reconnect.
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(0), { timeout: 15_000 });
    await vi.waitFor(() => expect(first.received.text).toContain("SERVICE_UNAVAILABLE"));
    const second = await follow(acme.members.viewer, { lastEventId });
    await vi.waitFor(() => expect(second.received.text).toContain(missed));
  });

  test("frees its slot when it is closed", async () => {
    const connections = await Promise.all([1, 2, 3].map(() => follow(acme.members.viewer)));
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(3));
    for (const { abort } of connections) abort.abort();
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(0));
  });

  test("is refused for non-members and visitors", async () => {
    for (const sessionId of [globex.members.admin.sessionId, newId()]) {
      const { received, response } = await follow({ sessionId });
      await vi.waitFor(() => expect(`${response.status} ${received.text}`).toMatch(/NOT_FOUND|UNAUTHORIZED|404|401/));
      expect(testApp.app.live.readers).toBe(0);
    }
  });

  test("disconnects a reader that does not read, frees its messages and slot, and continues for others", async () => {
    const { reader: slow, heard } = await reading(acme.members.viewer);
    await makeNote();
    await heard;
    const { received, isListening } = await follow(acme.members.viewer);
    await isListening();
    const notices = Array.from(
      { length: 1100 },
      (_, n) => `select pg_notify('waybill_live', '{"tenantId":"${acme.id}","entity":"note","entityId":"${n}"}')`,
    );
    await testApp.app.database.transaction({}, async ({ db }) => {
      for (const notice of notices) await db.execute(notice);
    });
    await vi.waitFor(() => expect(received.text).toContain('"1099"'));
    expect(testApp.app.live.readers).toBe(1);
    await expect(slow.next()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  test("has bounded messages, because Postgres refuses 8,000 bytes", async () => {
    const tell = (bytes: number) =>
      testApp.app.database.transaction({}, ({ db }) =>
        db.execute(sql`select pg_notify('else', repeat('x', ${bytes}))`),
      );
    await tell(7999);
    await expect(tell(8000)).rejects.toMatchObject({ cause: { message: "payload string too long" } });
  });
});

/** The stream of a slow reader, which reads a message only on request. */
async function pulled(who: Follower, on = testApp) {
  const context = await createContext(on.app, headersOf(who), who.sessionId ?? null, { tenant: "acme" });
  const abort = new AbortController();
  open.push(abort);
  const stream = await createCaller(context, { signal: abort.signal }).system.live({});
  return stream[Symbol.asyncIterator]();
}

/** A slow reader that waits for its first message; before, it is not registered. */
async function reading(who: Follower, on = testApp) {
  const { readers } = on.app.live;
  const reader = await pulled(who, on);
  const heard = reader.next();
  await vi.waitFor(() => expect(on.app.live.readers).toBeGreaterThan(readers));
  return { reader, heard };
}

/** Runs statements in the tenant, without the application. */
const byHand = (work: Parameters<typeof testApp.direct.transaction>[1]) =>
  testApp.direct.transaction({ tenantId: acme.id }, work);

/** A new member, with a role of the tenant's own where permissions are named. */
async function newMember(...permissions: string[]): Promise<TestUser> {
  const user = await testApp.user("Someone");
  if (permissions.length > 0) await testApp.joinWith(acme.id, user, permissions);
  else await testApp.join(acme.id, user, "viewer");
  return user;
}

async function newKey(user: TestUser) {
  const call = await testApp.as(user, "acme");
  return call.apiKeys.create({ name: "Stream", permissions: ["notes.read", "tenants.read"], expiresInDays: 7 });
}
const keyPermissions = ["apiKeys.create", "apiKeys.revoke", "notes.read", "tenants.read"];

async function newOperator(): Promise<TestUser> {
  const user = await testApp.user("Olga");
  await byHand(({ db }) => db.update(users).set({ operator: true }).where(eq(users.id, user.id)));
  return user;
}
const support = { tenant: "acme", reason: "They cannot find a file", minutes: 15 };

const removed = "NOT_FOUND";
const signedOut = "UNAUTHORIZED";
const owner = () => acme.members.owner.call;

/** The ends of an access: the reader, the action, and the error of the stream. */
const endings: Record<string, () => Promise<[Follower, () => Promise<unknown>, string]>> = {
  "a member is removed": async () => {
    const user = await newMember();
    return [user, () => owner().tenants.removeMember({ userId: user.id }), removed];
  },
  "a member leaves": async () => {
    const user = await newMember();
    return [user, async () => (await testApp.as(user, "acme")).tenants.leave(), removed];
  },
  "a membership is deleted at the database's console": async () => {
    const user = await newMember();
    return [user, () => byHand(({ db }) => db.delete(memberships).where(eq(memberships.userId, user.id))), removed];
  },
  "a session is revoked": async () => {
    const user = await newMember();
    const { sessionId } = user;
    return [user, async () => (await testApp.as(user)).users.revokeSession({ sessionId }), signedOut];
  },
  "every session is deleted, as by a new password": async () => {
    const user = await newMember();
    return [user, () => byHand(({ db }) => db.delete(sessions).where(eq(sessions.userId, user.id))), signedOut];
  },
  "an account is deleted": async () => {
    const user = await newMember();
    return [user, () => byHand(({ db }) => db.delete(users).where(eq(users.id, user.id))), signedOut];
  },
  "a key is revoked": async () => {
    const user = await newMember(...keyPermissions);
    const { id, key } = await newKey(user);
    return [{ key }, async () => (await testApp.as(user, "acme")).apiKeys.revoke({ id }), signedOut];
  },
  "a key's permissions are taken away": async () => {
    const { id, key } = await newKey(await newMember(...keyPermissions));
    const change = ({ db }: Parameters<Parameters<typeof byHand>[0]>[0]) =>
      db.update(apiKeys).set({ permissions: [] }).where(eq(apiKeys.id, id));
    return [{ key }, () => byHand(change), "FORBIDDEN"];
  },
  "a key's person is removed": async () => {
    const user = await newMember(...keyPermissions);
    const { key } = await newKey(user);
    return [{ key }, () => owner().tenants.removeMember({ userId: user.id }), signedOut];
  },
  "a member's role loses the permission": async () => {
    const user = await newMember("tenants.read", "notes.read");
    const { role } = (await owner().tenants.members()).items.find(({ userId }) => userId === user.id) ?? { role: "" };
    const change = { id: role, version: 1, name: newId(), permissions: ["notes.read"] };
    return [user, () => owner().roles.update(change), "FORBIDDEN"];
  },
  "a member gets a role without the permission": async () => {
    const user = await newMember();
    const { id } = await owner().roles.create({ name: newId(), permissions: ["notes.read"] });
    return [user, () => owner().tenants.setRole({ userId: user.id, role: id }), "FORBIDDEN"];
  },
  "an operator ends the support access": async () => {
    const user = await newOperator();
    const call = await testApp.as(user);
    const { id } = await call.support.start(support);
    return [user, () => call.support.end({ id }), removed];
  },
  "the organisation shows an operator out": async () => {
    const user = await newOperator();
    const { id } = await (await testApp.as(user)).support.start(support);
    return [user, () => owner().support.revoke({ id }), removed];
  },
  "someone is no longer an operator": async () => {
    const user = await newOperator();
    await (await testApp.as(user)).support.start(support);
    const change = ({ db }: Parameters<Parameters<typeof byHand>[0]>[0]) =>
      db.update(users).set({ operator: false }).where(eq(users.id, user.id));
    return [user, () => byHand(change), removed];
  },
};

describe("a stream on another process ends when", () => {
  test.each(Object.keys(endings))("%s; nothing is sent after it", async (name) => {
    const [who, end, code] = (await endings[name]?.()) ?? [];
    if (!who || !end || !code) throw new Error(`There is no ending ${name}.`);
    const { received, isListening } = await follow(who, { on: other });
    await isListening();
    const before = await makeNote();
    await vi.waitFor(() => expect(received.text).toContain(before));
    await end();
    const after = await makeNote();
    await vi.waitFor(() => expect(received.ended).toBe(true));
    expect(received.text).toContain(code);
    expect(received.text).not.toContain(after);
    expect(other.app.live.readers).toBe(0);
  });

  /** A reader whose credential expires in a moment. */
  const soon = sql`now() + interval '0.6 seconds'`;
  const expiring: Record<string, () => Promise<Follower>> = {
    session: async () => {
      const { id: userId } = await newMember();
      const sessionId = newId();
      await byHand(({ db }) => db.insert(sessions).values({ id: sessionId, userId, expiresAt: soon }));
      return { sessionId };
    },
    key: async () => {
      const { id, key } = await newKey(await newMember(...keyPermissions));
      await byHand(({ db }) => db.update(apiKeys).set({ expiresAt: soon }).where(eq(apiKeys.id, id)));
      return { key };
    },
    "support access": async () => {
      const user = await newOperator();
      const { id } = await (await testApp.as(user)).support.start(support);
      await byHand(({ db }) => db.update(supportAccess).set({ expiresAt: soon }).where(eq(supportAccess.id, id)));
      return user;
    },
  };
  test.each(Object.keys(expiring))("its %s expires", async (name) => {
    const { received, isListening } = await follow((await expiring[name]?.()) ?? {}, { on: other });
    await isListening();
    await vi.waitFor(() => expect(received.ended).toBe(true), { timeout: 5000 });
    expect(received.text).toMatch(/UNAUTHORIZED|NOT_FOUND/);
  });
});

describe("a stream whose reader loses a permission", () => {
  const readsNotes = ["tenants.read", "notes.read"];

  test("continues with the remaining permissions, and notifies the page", async () => {
    const user = await newMember(...readsNotes, "roles.read");
    const role = and(
      eq(memberships.userId, user.id),
      eq(memberships.customRoleId, roles.id),
      eq(roles.tenantId, acme.id),
    );
    const { received, isListening } = await follow(user, { on: other });
    await isListening();
    const before = await makeNote();
    await vi.waitFor(() => expect(received.text).toContain(before));
    await byHand(({ db }) =>
      db
        .update(roles)
        .set({ permissions: ["tenants.read", "roles.read"] })
        .where(sql`exists (select from ${memberships} where ${role})`),
    );
    const after = await makeNote();
    const { id } = await owner().roles.create({ name: newId(), permissions: ["roles.read"] });
    await vi.waitFor(() => expect(received.text).toContain(id));
    expect(received.text).not.toContain(after);
    expect(received.text).toContain(JSON.stringify({ entity: "tenant", entityId: acme.id }));
    expect(received.ended).toBe(false);
  });

  test("continues unchanged if the change concerns another reader", async () => {
    const statements = other.statements.length;
    const { received, isListening } = await follow(acme.members.viewer, { on: other });
    await isListening();
    await vi.waitFor(() => expect(checksSince(statements)).toBe(2));
    const another = await newMember(...readsNotes);
    await owner().tenants.removeMember({ userId: another.id });
    const id = await makeNote();
    await vi.waitFor(() => expect(received.text).toContain(id));
    expect(checksSince(statements)).toBe(2);
  });

  test("drops waiting messages that the reader may no longer read", async () => {
    const user = await newMember();
    const { reader, heard } = await reading(user, other);
    const first = await makeNote();
    expect(JSON.stringify(await heard)).toContain(first);
    const witness = await follow(acme.members.owner, { on: other });
    await witness.isListening();
    const waiting = [await makeNote(), await makeNote()];
    await owner().tenants.removeMember({ userId: user.id });
    const last = await makeNote();
    for (const id of [...waiting, last]) await vi.waitFor(() => expect(witness.received.text).toContain(id));
    await expect(reader.next()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

/** The number of access checks of the second process for a session. */
const checksSince = (from: number) =>
  other.statements.slice(from).filter((text) => /set_config\('app\.user_id'/.test(text) && /"sessions"/.test(text))
    .length;

test("a burst of changes causes one or two access checks per reader", async () => {
  const streams = await Promise.all(Array.from({ length: 10 }, () => follow(acme.members.viewer, { on: other })));
  await vi.waitFor(() => expect(other.app.live.readers).toBe(streams.length));
  const first = await makeNote();
  for (const { received } of streams) await vi.waitFor(() => expect(received.text).toContain(first));
  const from = other.statements.length;
  const notices = Array.from({ length: 100 }, (_, n) => ({ rights: { tenantId: acme.id }, n }));
  await byHand(async ({ db }) => {
    for (const notice of notices) await db.execute(sql`select pg_notify('waybill_live', ${JSON.stringify(notice)})`);
  });
  const last = await makeNote();
  for (const { received } of streams) await vi.waitFor(() => expect(received.text).toContain(last));
  expect(checksSince(from)).toBeGreaterThanOrEqual(streams.length);
  expect(checksSince(from)).toBeLessThanOrEqual(2 * streams.length);
});

test("four access checks run at a time", async () => {
  const access = {
    ...{ tenantId: acme.id, userId: acme.members.viewer.id, roleId: null },
    permissions: new Set<never>(),
    endsInMs: 60_000,
  };
  const running: (() => void)[] = [];
  const check = async () => {
    await new Promise<void>((resolve) => running.push(resolve));
    return access;
  };
  const abort = new AbortController();
  open.push(abort);
  const readers = 10;
  const streams = await Promise.all(
    Array.from({ length: readers }, () => other.app.live.follow(access, check, abort.signal)),
  );
  const ends = streams.map((stream) => stream[Symbol.asyncIterator]().next());
  for (const atOnce of [4, 4, 2]) {
    await vi.waitFor(() => expect(running.length).toBeGreaterThanOrEqual(atOnce));
    expect(running.splice(0).map((end) => end())).toHaveLength(atOnce);
  }
  abort.abort();
  expect(await Promise.all(ends)).toEqual(Array(readers).fill({ done: true, value: undefined }));
});

test("every table that determines access announces its changes", async () => {
  const member = await newMember(...keyPermissions);
  const { key } = await newKey(member);
  const operator = await newOperator();
  await (await testApp.as(operator)).support.start(support);
  testApp.statements.length = 0;
  for (const who of [member, { key }, operator]) await (await pulled(who)).return?.();
  const read = new Set(
    // On Citus they are the coordinator's copies, under the names of the tables.
    testApp.statements.flatMap((text) =>
      [...text.matchAll(/(?:from|join) (?:"public"."\w+" )?"([a-z_]+)"/g)].map(([, table]) => table),
    ),
  );
  expect([...read].sort()).toEqual(rightsTables.map(({ name }) => name).sort());
});
