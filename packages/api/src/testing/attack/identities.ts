import type { Role } from "@waybill/validators";
import { everyPermission, permissionsOf } from "../../core/index.ts";
import { resources } from "../../permissions.ts";
import type { TestUser } from "../../testing.ts";
import { type Procedure, permissionOf } from "../procedures.ts";
import type { TestCaller, World } from "../world.ts";

/** The attackers. Globex is the victim; Acme is the tenant of the attackers that have one. */
export interface Identity {
  name: string;
  /** The slug of their tenant, or null. */
  home: "acme" | "globex" | null;
  /** How they call a procedure. */
  callerOf(procedure: Procedure): TestCaller;
  /** Whether they may call a procedure, in their own tenant if it needs one. */
  may(procedure: Procedure): boolean;
}

type May = Identity["may"];

const isPublic: May = ({ access }) => access?.kind === "public";
const isOwn: May = ({ access }) => access?.kind === "public" || access?.kind === "user";
const isOperators: May = (procedure) => isOwn(procedure) || procedure.access?.kind === "operator";
const byRole =
  (role: Role): May =>
  (procedure) =>
    isOwn(procedure) || permissionsOf(role, resources).has(permissionOf(procedure));

const ofNoTenant = (name: string, caller: TestCaller, may: May): Identity => ({
  ...{ name, home: null, may },
  callerOf: () => caller,
});

const roleElsewhere = (role: Role, user: TestUser): Identity => ({
  ...{ name: `${role} of another tenant`, home: "acme", may: byRole(role) },
  callerOf: () => user,
});

/** Creates the attackers of a world. Add an identity here and it tries every procedure and field. */
export async function makeIdentities(world: World): Promise<Identity[]> {
  const { acme, globex, testApp } = world.made;
  const viewer = await joined(world, globex.id, "viewer");
  return [
    ofNoTenant("visitor", null, isPublic),
    ofNoTenant("signed in, without a tenant", await testApp.user("Outsider"), isOwn),
    roleElsewhere("viewer", await joined(world, acme.id, "viewer")),
    roleElsewhere("dispatcher", await joined(world, acme.id, "dispatcher")),
    roleElsewhere("admin", await joined(world, acme.id, "admin")),
    roleElsewhere("owner", await joined(world, acme.id, "owner")),
    {
      ...{ name: "viewer of the tenant itself", home: "globex", may: byRole("viewer") },
      callerOf: () => viewer,
    },
    ofNoTenant("removed member", await removedMember(world), isOwn),
    ofNoTenant("revoked session", await withoutSession(world), isPublic),
    await scopedKeys(world),
    ofNoTenant("revoked key", await endedKey(world, "revoked_at = now()"), isPublic),
    ofNoTenant("expired key", await endedKey(world, "expires_at = now() - interval '1 minute'"), isPublic),
    ofNoTenant("key of a removed member", await keyOfRemovedMember(world), isPublic),
    ofNoTenant("operator without access", await operator(world), isOperators),
    ofNoTenant("operator whose access ended", await pastOperator(world, "ended"), isOperators),
    ofNoTenant("operator whose access expired", await pastOperator(world, "expired"), isOperators),
  ];
}

async function joined({ made: { testApp } }: World, tenantId: string, role: Role): Promise<TestUser> {
  const user = await testApp.user(`Attacking ${role}`);
  await testApp.join(tenantId, user, role);
  return user;
}

async function removedMember(world: World): Promise<TestUser> {
  const { globex } = world.made;
  const user = await joined(world, globex.id, "owner");
  await globex.members.owner.call.tenants.removeMember({ userId: user.id });
  return user;
}

async function withoutSession(world: World): Promise<TestUser> {
  const user = await joined(world, world.made.globex.id, "owner");
  await world.asOwner(`delete from sessions where id = '${user.sessionId}'`);
  return user;
}

const everything = () => [...everyPermission(resources)];
const keyWith = (permissions: string[]) => ({ name: "Attack", permissions, expiresInDays: 7 });

/** For each procedure a key with its permission only. */
async function scopedKeys({ made: { acme } }: World): Promise<Identity> {
  const { apiKeys } = acme.members.owner.call;
  const keys = new Map<string, { key: string }>();
  for (const permission of everything()) keys.set(permission, await apiKeys.create(keyWith([permission])));
  const whole = await apiKeys.create(keyWith(everything()));
  return {
    name: "key of another tenant",
    home: "acme",
    callerOf: (procedure) => keys.get(permissionOf(procedure)) ?? whole,
    may: ({ access }) => access?.kind === "public" || access?.kind === "tenant",
  };
}

/** An invalid key of the victim with all permissions. @param change the SQL that invalidates it */
async function endedKey(world: World, change: string): Promise<{ key: string }> {
  const made = await world.made.globex.members.owner.call.apiKeys.create(keyWith(everything()));
  await world.asOwner(`update api_keys set ${change} where id = '${made.id}'`);
  return made;
}

/** A valid key of a former member. */
async function keyOfRemovedMember(world: World): Promise<{ key: string }> {
  const { globex, testApp } = world.made;
  const user = await joined(world, globex.id, "owner");
  const made = await (await testApp.as(user, globex.slug)).apiKeys.create(keyWith(everything()));
  await world.asOwner(`
    delete from memberships where user_id = '${user.id}';
    -- The last use of a valid key is written at most once a minute. It is no leak, so it is not written during the attack.
    update api_keys set last_used_at = now() + interval '1 day' where id = '${made.id}'`);
  return made;
}

async function operator(world: World): Promise<TestUser> {
  const user = await world.made.testApp.user("Operator");
  await world.asOwner(`update users set superuser = true where id = '${user.id}'`);
  return user;
}

async function pastOperator(world: World, how: "ended" | "expired"): Promise<TestUser> {
  const user = await operator(world);
  const { support } = await world.made.testApp.as(user);
  const { id } = await support.start({ tenant: world.made.globex.slug, reason: "An attack, tried out", minutes: 15 });
  if (how === "ended") await support.end({ id });
  else await world.asOwner(`update support_access set expires_at = now() - interval '1 minute' where id = '${id}'`);
  return user;
}
