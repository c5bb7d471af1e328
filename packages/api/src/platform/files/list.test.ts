import { newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { maxCounted, maxListedRow } from "@waybill/validators";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotesCall, startWithNotes } from "../../testing/notes/index.ts";
import { PlanWatch } from "../../testing/plan-watch.ts";
import { randomOf } from "../../testing/random.ts";

// More files than pages reach, most of one kind. A kind can have files of several permissions: its module changed.

interface Row {
  id: string;
  kind: string;
  permission: string;
}

const common: Omit<Row, "id"> = { kind: "notes.import", permission: "notes.import" };
const rare: Omit<Row, "id">[] = [
  { kind: "notes.export", permission: "notes.read" },
  { kind: "notes.import", permission: "notes.read" },
  { kind: "activity.archive", permission: "activity.export" },
  { kind: "removed.kind", permission: "tenants.makeOwners" },
  { kind: "notes.export", permission: "removed.permission" },
];
const random = randomOf(1);
/** Newest first. */
const rows: Row[] = Array.from({ length: 1.2 * maxListedRow }, () => ({
  ...((random(1000) < 10 ? rare[random(rare.length)] : undefined) ?? common),
  id: newId(),
})).reverse();

let plans: PlanWatch;
const readers: Record<string, { call: NotesCall; permissions: string[] }> = {};

beforeAll(async () => {
  const testApp = await startWithNotes({ JOBS_MODE: "queue" });
  const [acme, globex] = [await testApp.tenant("acme", "owner"), await testApp.tenant("globex", "owner")];
  const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  for (const tenantId of [acme.id, globex.id]) {
    await owner`
      insert into files (tenant_id, id, kind, permission, name, content_type, size, key)
        select ${tenantId}, id, kind, permission, 'file', 'text/csv', 1, ${tenantId} || '/' || id
        from jsonb_to_recordset(${owner.json(rows.map((row) => ({ ...row })))}) as row (id uuid, kind text, permission text)`;
  }
  await owner`vacuum analyze`;
  await owner.end();
  const known = new Set(rare.map(({ permission }) => permission).filter((name) => !name.startsWith("removed")));
  readers.owner = { call: acme.members.owner.call, permissions: [common.permission, ...known] };
  for (const [name, permissions] of [
    ["reader of frequent files", ["files.read", common.permission]],
    ["reader of rare files", ["files.read", "notes.read"]],
    ["reader of no file", ["files.read"]],
  ] as const) {
    const user = await testApp.user(name);
    await testApp.joinWith(acme.id, user, [...permissions]);
    readers[name] = { call: await testApp.as(user, acme.slug), permissions: [...permissions] };
  }
  plans = await PlanWatch.open(testApp);
}, 60_000);
afterAll(() => plans.close());

const pageSize = 25;
const kinds = [undefined, common.kind, "notes.export", "activity.archive", "removed.kind", "none"];

describe.each(["owner", "reader of frequent files", "reader of rare files", "reader of no file"])(
  "to the %s",
  (name) => {
    describe.each(kinds)("files of the kind %s", (kind) => {
      test.each([
        [1, 1300],
        [2, 1300],
        // Each permission has an index in the order of the list, which is read up to the page.
        [maxListedRow / pageSize, 1300 + maxListedRow],
      ])("are listed on page %i by at most %i rows", async (page, most) => {
        const { call, permissions }: { call?: NotesCall; permissions: string[] } = readers[name] ?? { permissions: [] };
        let listed: Awaited<ReturnType<NotesCall["files"]["list"]>> | undefined;
        const seen = await plans.of(async () => {
          listed = await call?.files.list({ page, pageSize, ...(kind ? { kind } : {}) });
        });
        const expected = rows.filter(
          (row) => permissions.includes(row.permission) && (kind === undefined || row.kind === kind),
        );
        expect(listed?.items.map(({ id }) => id)).toEqual(
          expected.slice((page - 1) * pageSize, page * pageSize).map(({ id }) => id),
        );
        const [total, more] = [Math.min(expected.length, maxCounted), expected.length > maxCounted];
        expect(listed).toMatchObject({ total, more });
        expect(
          seen.rows,
          seen.statements.map(({ text, rows: read }) => `${read} rows: ${text}`).join("\n"),
        ).toBeLessThan(most);
        expect(seen.rows).toBeGreaterThan(0);
      });
    });
  },
);
