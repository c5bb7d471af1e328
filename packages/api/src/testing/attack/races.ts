import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createContext } from "../../core/procedures/request.ts";
import { receiveFile } from "../../platform/files/index.ts";
import type { TestApp, TestMember, TestUser } from "../../testing.ts";
import { outcomeOf } from "../answers.ts";
import { anyFile } from "../any-file.ts";
import { moduleTestings } from "../module-testings.ts";
import { invite as makeInvitation } from "../tenant-data.ts";
import { type Course, type Heat, ok, oneOf, type Race, type Racetrack, raceTools, violationsOf } from "./race.ts";

// Invariants for any interleaving of two calls. Races in this list are run with the others.

const isMember = async (track: Racetrack, user: TestUser, { id } = track.course) =>
  (await track.count(`memberships where tenant_id = '${id}' and user_id = '${user.id}'`)) === 1;

/** An invitation by a member, and its recipient. */
async function invited(track: Racetrack, inviter: TestUser = track.course.members.owner) {
  const { course, one, other } = track;
  const { guest, token } = await makeInvitation(one, course, inviter.id);
  const [{ id } = { id: "" }] = await track.sql(`select id from invitations where email = '${guest.email}'`);
  const accept = async (process: TestApp = one) => (await process.as(guest)).tenants.accept({ token });
  const waits = async () => (await track.count(`invitations where email = '${guest.email}'`)) > 0;
  return { guest, invitationId: String(id), accept, acceptElsewhere: () => accept(other), waits };
}

const invitations: Race[] = [
  {
    name: "an invitation is accepted twice",
    async heat(track) {
      const { guest, accept, acceptElsewhere, waits } = await invited(track);
      return {
        calls: [accept, acceptElsewhere],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "the guest is a member": await isMember(track, guest),
            "it is used up": !(await waits()),
          }),
      };
    },
  },
  {
    name: "an invitation is accepted during its withdrawal",
    async heat(track) {
      const { guest, invitationId, accept, waits } = await invited(track);
      const admin = await track.as(track.course.members.admin, track.other);
      return {
        calls: [accept, () => admin.tenants.withdrawInvitation({ invitationId })],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "who accepted is a member, and no one else": (await isMember(track, guest)) === ok(first),
            "it is gone": !(await waits()),
          }),
      };
    },
  },
  {
    name: "an invitation is accepted during the removal of its sender",
    async heat(track) {
      const inviter = await track.member("admin");
      const { guest, accept } = await invited(track, inviter);
      const later = await invited(track, inviter);
      const owner = await track.as(track.course.members.owner, track.other);
      return {
        calls: [accept, () => owner.tenants.removeMember({ userId: inviter.id })],
        judge: async (first, second) =>
          violationsOf({
            "the inviter is out": ok(second) && !(await isMember(track, inviter)),
            "who accepted is a member, and no one else": (await isMember(track, guest)) === ok(first),
            "their invitations are worth nothing afterwards": !ok(await outcomeOf(later.accept())),
          }),
      };
    },
  },
  {
    name: "an invitation is accepted during another acceptance",
    async heat(track) {
      const { guest, accept, waits } = await invited(track);
      const owner = await track.as(track.course.members.owner, track.other);
      await track.sql("delete from throttles");
      return {
        calls: [accept, () => owner.tenants.invite({ email: guest.email, role: "dispatcher" })],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "who accepted is a member, and no one else": (await isMember(track, guest)) === ok(first),
            "one waits where one was sent": (await waits()) === ok(second),
          }),
      };
    },
  },
];

const keys: Race[] = [
  {
    name: "an API key is created during the removal of the member",
    async heat(track) {
      const member = await track.member("dispatcher");
      const call = await track.as(member);
      const owner = await track.as(track.course.members.owner, track.other);
      return {
        calls: [
          () => call.apiKeys.create({ name: "Key", permissions: ["roles.read"], expiresInDays: 7 }),
          () => owner.tenants.removeMember({ userId: member.id }),
        ],
        judge: async (_first, second) =>
          violationsOf({
            "the member is out": ok(second) && !(await isMember(track, member)),
            "no key of theirs lives":
              (await track.count(`api_keys where user_id = '${member.id}' and revoked_at is null`)) === 0,
          }),
      };
    },
  },
  {
    name: "an API key is used during its revocation",
    async heat(track) {
      const owner = await track.as(track.course.members.owner, track.other);
      const key = await owner.apiKeys.create({ name: "Key", permissions: ["roles.read"], expiresInDays: 7 });
      const program = () => track.one.as(null, track.course.slug, { authorization: `Bearer ${key.key}` });
      const use = async () => (await program()).roles.list();
      return {
        calls: [use, () => owner.apiKeys.revoke({ id: key.id })],
        judge: async (_first, second) =>
          violationsOf({ "it is revoked": ok(second), "it opens nothing afterwards": !ok(await outcomeOf(use())) }),
      };
    },
  },
];

/** Actions that together leave a tenant without an owner. */
const demotions = (
  name: string,
  demote: (call: TestMember["call"], self: TestUser, other: TestUser) => unknown,
): Race => ({
  name,
  async heat(track) {
    const course = await track.tenant();
    const { owner } = course.members;
    const second = await track.member("owner", course);
    const calls = [
      await track.as(owner, track.one, course.slug),
      await track.as(second, track.other, course.slug),
    ] as const;
    return {
      calls: [async () => demote(calls[0], owner, second), async () => demote(calls[1], second, owner)],
      judge: async (one, other) =>
        violationsOf({
          ...oneOf(one, other),
          "an owner is left":
            (await track.count(`memberships where tenant_id = '${course.id}' and role = 'owner'`)) === 1,
        }),
    };
  },
});

const members: Race[] = [
  demotions("two owners leave at once", (call) => call.tenants.leave()),
  demotions("two owners demote themselves at once", (call, { id }) =>
    call.tenants.setRole({ userId: id, role: "viewer" }),
  ),
  demotions("two owners remove each other", (call, _self, { id }) => call.tenants.removeMember({ userId: id })),
  {
    name: "a role is deleted while it is granted",
    async heat(track) {
      const member = await track.member("viewer");
      const owner = await track.as(track.course.members.owner);
      const elsewhere = await track.as(track.course.members.owner, track.other);
      const { id } = await owner.roles.create({ name: track.unique("Role"), permissions: ["roles.read"] });
      return {
        calls: [() => owner.roles.delete({ id }), () => elsewhere.tenants.setRole({ userId: member.id, role: id })],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "who was given it has it":
              (await track.count(`memberships where custom_role_id = '${id}'`)) === Number(ok(second)),
          }),
      };
    },
  },
  {
    name: "a role is deleted during an invitation with it",
    async heat(track) {
      const owner = await track.as(track.course.members.owner);
      const elsewhere = await track.as(track.course.members.owner, track.other);
      const { id } = await owner.roles.create({ name: track.unique("Role"), permissions: ["roles.read"] });
      await track.sql("delete from throttles");
      return {
        calls: [
          () => owner.roles.delete({ id }),
          () => elsewhere.tenants.invite({ email: `${track.unique("guest")}@example.test`, role: id }),
        ],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "an invitation offers a role that there is":
              (await track.count(`invitations where custom_role_id = '${id}'`)) === Number(ok(second)),
          }),
      };
    },
  },
  {
    name: "a member is removed during their call",
    async heat(track) {
      const member = await track.member("dispatcher");
      const call = await track.as(member);
      const owner = await track.as(track.course.members.owner, track.other);
      const act = () =>
        call.apiKeys.create({ name: track.unique("Key"), permissions: ["roles.read"], expiresInDays: 7 });
      return {
        calls: [act, () => owner.tenants.removeMember({ userId: member.id })],
        judge: async (_first, second) =>
          violationsOf({ "they are out": ok(second), "they do nothing afterwards": !ok(await outcomeOf(act())) }),
      };
    },
  },
  {
    name: "a session is revoked during its use",
    async heat(track) {
      const member = await track.member("dispatcher");
      const call = await track.as(member);
      const act = () =>
        call.apiKeys.create({ name: track.unique("Key"), permissions: ["roles.read"], expiresInDays: 7 });
      return {
        calls: [act, () => track.sql(`delete from sessions where id = '${member.sessionId}'`)],
        judge: async (_first, second) =>
          violationsOf({ "it is revoked": ok(second), "it opens nothing afterwards": !ok(await outcomeOf(act())) }),
      };
    },
  },
  {
    name: "one slug is taken twice",
    async heat(track) {
      const slug = track.unique("taken");
      const [one, other] = [await track.one.user("One"), await track.one.user("Other")];
      const calls = [await track.one.as(one), await track.other.as(other)] as const;
      return {
        calls: [
          () => calls[0].tenants.create({ name: "One", slug }),
          () => calls[1].tenants.create({ name: "Other", slug }),
        ],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "there is one": (await track.count(`tenants where slug = '${slug}'`)) === 1,
          }),
      };
    },
  },
];

/** A waiting job with its states in the tenant's table and in the queue. */
async function queuedJob(track: Racetrack) {
  const { owner } = track.course.members;
  const [call, elsewhere] = [await track.as(owner), await track.as(owner, track.other)];
  // One that can always be retried.
  const { jobId: id } = await call.activity.export({});
  const states = async () => {
    const [row] = await track.sql(`
      select state, (select count(*)::int from pgboss.job as queued where queued.id = jobs.id and queued.state in ('created', 'retry')) as waiting
      from jobs where id = '${id}'`);
    return `${row?.state} ${row?.waiting}`;
  };
  return { id, call, elsewhere, states };
}

/** The possible states of a job that is not running: its page and the queue agree. */
const agreeing = ["queued 1", "cancelled 0"];

const jobs: Race[] = [
  {
    name: "a job is cancelled during its retry",
    async heat(track) {
      const { id, call, elsewhere, states } = await queuedJob(track);
      await call.jobs.cancel({ id });
      return {
        calls: [() => call.jobs.cancel({ id }), () => elsewhere.jobs.retry({ id })],
        judge: async (_first, second) =>
          violationsOf({
            "it is retried": ok(second),
            "its page says what the queue has": agreeing.includes(await states()),
          }),
      };
    },
  },
  {
    name: "a job is retried twice",
    async heat(track) {
      const { id, call, elsewhere, states } = await queuedJob(track);
      await call.jobs.cancel({ id });
      return {
        calls: [() => call.jobs.retry({ id }), () => elsewhere.jobs.retry({ id })],
        judge: async (first, second) =>
          violationsOf({ ...oneOf(first, second), "it waits once": (await states()) === "queued 1" }),
      };
    },
  },
];

async function upload(process: TestApp, { slug, members }: Course) {
  const context = await createContext(process.app, new Headers({ "x-tenant-id": slug }), members.owner.sessionId);
  const body = Readable.toWeb(Readable.from(["sku\nA"])) as ReadableStream; // the same stream with Node's types
  return receiveFile(context, { kind: anyFile.name, name: "rows.csv", contentType: "text/csv", body });
}

const limits: Race[] = [
  {
    name: "a file is uploaded during the last upload with free storage",
    async heat(track) {
      const course = await track.tenant();
      for (const { app } of [track.one, track.other]) app.registry.files.set(anyFile.name, anyFile);
      await upload(track.one, course);
      return {
        calls: [() => upload(track.one, course), () => upload(track.other, course)],
        judge: async (first, second) =>
          violationsOf({
            ...oneOf(first, second),
            "no more is kept than there is room for":
              (await track.count(`files where tenant_id = '${course.id}'`)) === 2,
          }),
      };
    },
  },
];

const support: Race[] = [
  {
    name: "support access ends during a read",
    async heat(track): Promise<Heat> {
      const operator = await track.one.user("Operator");
      await track.sql(`update users set superuser = true where id = '${operator.id}'`);
      const call = await track.one.as(operator);
      const { id } = await call.support.start({ tenant: track.course.slug, reason: "A race, tried out", minutes: 15 });
      const looking = await track.as(operator, track.other);
      return {
        calls: [() => looking.roles.list(), () => call.support.end({ id })],
        judge: async (_first, second) =>
          violationsOf({
            "it has ended": ok(second),
            "nothing is read afterwards": !ok(await outcomeOf(looking.roles.list())),
          }),
      };
    },
  },
];

const ofModules = [...moduleTestings.values()].flatMap(({ races: own }) => own?.(raceTools) ?? []);

/** All races. */
export const races: readonly Race[] = [
  ...invitations,
  ...keys,
  ...members,
  ...jobs,
  ...limits,
  ...support,
  ...ofModules,
];
