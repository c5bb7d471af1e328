import { hash } from "@node-rs/argon2";
import { users } from "@waybill/db/users";
import { withNeeds } from "./core/access/switches.ts";
import { type App, asUser, type TenantContext } from "./core/context.ts";
import { accessOf, everyPermission } from "./core/permissions.ts";
import { tenantContextOf } from "./core/work/tenant-context.ts";
import { system, unitOfWork } from "./core/work/unit-of-work.ts";
import { demo } from "./demo-accounts.ts";
import { RoleService } from "./platform/roles/index.ts";
import { addMember, addTenant } from "./platform/tenants/index.ts";
import { addPeople } from "./platform/users/index.ts";

/** Reproducible pseudo-random numbers. */
function sequence(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/**
 * Writes the demo organisation into an empty database: a catalogue, recipients, and two weeks of parcels. Its accounts
 * have a published password or none, and none is an operator. Writes nothing if any account exists.
 */
export async function seedDemo(app: App): Promise<void> {
  const caller = { requestId: "seed", log: app.log, user: null, actor: system };
  await unitOfWork(app, caller, {}, async (work) => {
    const { db } = work.context;
    const existing = await db.select({ id: users.id }).from(users).limit(1);
    if (existing.length > 0) return;
    const [user, colleague] = await addPeople(work.context, [
      {
        email: demo.email,
        name: "Demo Person",
        emailVerifiedAt: new Date(),
        passwordHash: await hash(demo.password),
      },
      { email: "mia@waybill.localhost", name: "Mia Brandt", emailVerifiedAt: new Date() },
    ]);
    if (!user || !colleague) throw new Error("Nothing was written.");
    const tenant = await addTenant(work.context, { name: demo.tenant, slug: demo.slug });
    work.transaction.enterTenant(tenant.id);
    const context = { ...work.context, user: asUser(user), actor: { kind: "user", id: null, ip: null } as const };
    const permissions = everyPermission(app.registry.resources);
    const ctx = tenantContextOf(
      app,
      { ...work, context },
      tenant,
      accessOf(app.registry.resources, permissions, user.id),
    );
    await addMember(ctx, tenant.id, user.id, { role: "owner" });
    const packing = ["jobs.read", "tenants.read", ...[...app.registry.demos.values()].flatMap((demo) => demo.packer)];
    const { id: packer } = await new RoleService(ctx).create({ name: "Packer", permissions: packing.sort() });
    await addMember(ctx, tenant.id, colleague.id, { customRoleId: packer });
    await fill(ctx, app);
  });
}

async function fill(ctx: TenantContext, { registry }: App) {
  const random = sequence(7);
  const needed = (name: string) => withNeeds(registry, name).size;
  for (const [, { write }] of [...registry.demos].sort(([one], [other]) => needed(one) - needed(other))) {
    await write(ctx, random);
  }
}
