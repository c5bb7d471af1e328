import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createContext } from "../../core/request.ts";
import { appRouter } from "../../root.ts";
import { TestApp } from "../../testing.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof make>>;
let globex: Awaited<ReturnType<typeof make>>;
const make = (slug: string) => testApp.tenant(slug, "admin", "viewer");

beforeAll(async () => {
  testApp = await TestApp.start();
  [acme, globex] = await Promise.all([make("acme"), make("globex")]);
});
afterAll(() => testApp.app.live.close());

const open: AbortController[] = [];
beforeEach(() => {
  for (const connection of open.splice(0)) connection.abort();
});

/** Opens the live connection as a browser does, over HTTP. Collects what comes. */
async function follow(sessionId: string, lastEventId?: string) {
  const abort = new AbortController();
  open.push(abort);
  const input = encodeURIComponent(JSON.stringify(lastEventId ? { lastEventId } : {}));
  const headers = new Headers({ "x-tenant-id": "acme", accept: "text/event-stream" });
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request(`http://localhost/api/trpc/core.live?input=${input}`, { headers, signal: abort.signal }),
    router: appRouter,
    createContext: () => createContext(testApp.app, headers, sessionId),
  });
  const received = { text: "" };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) received.text += decoder.decode(chunk, { stream: true });
  };
  read().catch(() => {});
  return { abort, received, response };
}

const isListening = () => vi.waitFor(() => expect(testApp.app.live.readers).toBeGreaterThan(0));
let counter = 0;
function newTag() {
  counter += 1;
  return { name: `Tag ${counter}`, color: "red" } as const;
}

describe("the live connection", () => {
  test("tells what was committed in the tenant, and nothing of other tenants", async () => {
    const { received } = await follow(acme.members.viewer.sessionId);
    await isListening();
    await globex.members.admin.call.tags.create(newTag());
    const { id } = await acme.members.admin.call.tags.create(newTag());
    await vi.waitFor(() => expect(received.text).toContain(id));
    expect(received.text.match(/tag\.created/g)).toHaveLength(1);
  });

  test("tells nothing of what was rolled back", async () => {
    const { received } = await follow(acme.members.viewer.sessionId);
    await isListening();
    const tag = newTag();
    await acme.members.admin.call.tags.create(tag);
    await acme.members.admin.call.tags.create(tag).catch(() => {});
    const { id } = await acme.members.admin.call.tags.create(newTag());
    await vi.waitFor(() => expect(received.text).toContain(id));
    expect(received.text.match(/tag\.created/g)).toHaveLength(2);
  });

  test("goes on where it broke off: what was missed comes first", async () => {
    const first = await follow(acme.members.viewer.sessionId);
    await isListening();
    await acme.members.admin.call.tags.create(newTag());
    await vi.waitFor(() => expect(first.received.text).toMatch(/^id: ?(\S+)/m));
    const lastEventId = /^id: ?(\S+)/m.exec(first.received.text)?.[1] ?? "";
    first.abort.abort();
    const missed = await acme.members.admin.call.tags.create(newTag());
    const second = await follow(acme.members.viewer.sessionId, lastEventId);
    await vi.waitFor(() => expect(second.received.text).toContain(missed.id));
  });

  test("whose listener lost its connection goes on without a gap: the page comes back and reads what it missed", async () => {
    const first = await follow(acme.members.viewer.sessionId);
    await isListening();
    await acme.members.admin.call.tags.create(newTag());
    await vi.waitFor(() => expect(first.received.text).toMatch(/^id: ?(\S+)/m));
    const lastEventId = /^id: ?(\S+)/m.exec(first.received.text)?.[1] ?? "";
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'waybill-live' and datname = current_database()`;
    const missed = await acme.members.admin.call.tags.create(newTag());
    await owner.end();
    // The server ends the connection once it listens again, and the browser opens it anew.
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(0), { timeout: 15_000 });
    const second = await follow(acme.members.viewer.sessionId, lastEventId);
    await vi.waitFor(() => expect(second.received.text).toContain(missed.id));
  });

  test("that is closed frees its place", async () => {
    const connections = await Promise.all([1, 2, 3].map(() => follow(acme.members.viewer.sessionId)));
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(3));
    for (const { abort } of connections) abort.abort();
    await vi.waitFor(() => expect(testApp.app.live.readers).toBe(0));
  });

  test("is not for strangers, and not for nobody", async () => {
    for (const sessionId of [globex.members.admin.sessionId, "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11"]) {
      const { received, response } = await follow(sessionId);
      await vi.waitFor(() => expect(`${response.status} ${received.text}`).toMatch(/NOT_FOUND|UNAUTHORIZED|404|401/));
      expect(testApp.app.live.readers).toBe(0);
    }
  });

  test("drops a reader that does not keep up, and the others go on", async () => {
    const signal = new AbortController().signal;
    const slow = await testApp.app.live.follow(acme.id, signal);
    const { received } = await follow(acme.members.viewer.sessionId);
    const notices = Array.from(
      { length: 1100 },
      (_, n) => `select pg_notify('waybill_live', '{"tenantId":"${acme.id}","entity":"tag","entityId":"${n}"}')`,
    );
    await testApp.app.database.transaction({}, async ({ db }) => {
      for (const notice of notices) await db.execute(notice);
    });
    await vi.waitFor(() => expect(received.text).toContain('"1099"'));
    const seen: unknown[] = [];
    for await (const message of slow) seen.push(message);
    expect(seen.length).toBeLessThan(1100);
  });
});
