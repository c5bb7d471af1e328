import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { CallableBy } from "../core/index.ts";
import { everyPermission } from "../core/index.ts";
import { resources } from "../permissions.ts";
import type { TestUser } from "../testing.ts";
import { outcomeOf } from "./answers.ts";
import type { Check } from "./isolation.ts";
import { proceduresInTenant } from "./procedures.ts";
import { sample } from "./samples.ts";
import { idFor } from "./tenant-data.ts";
import type { World } from "./world.ts";

/**
 * The callers of each procedure, written down a second time, so that a changed permission is noticed. `UPDATE_RIGHTS=1`
 * rewrites it.
 */
export const rightsFile = join(import.meta.dirname, "rights.json");

/** The access of a procedure in the table: `tenant items.read`, `user`. */
export const rightOf = (access: CallableBy | undefined): string =>
  [access?.kind, access && "permission" in access ? access.permission : ""].filter(Boolean).join(" ");

/** The table. */
export const readRights = (): Record<string, string> =>
  z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(rightsFile, "utf8")));

/** Members of Acme with all permissions but one, each created once per world. */
const almostAll = new WeakMap<World, Map<string, TestUser>>();

/** A member of Acme with all permissions but one. */
async function almost(world: World, permission: string): Promise<TestUser> {
  const { testApp, acme } = world.made;
  const known = almostAll.get(world) ?? new Map<string, TestUser>();
  almostAll.set(world, known);
  const user = known.get(permission) ?? (await testApp.user("Almost"));
  const others = [...everyPermission(resources)].filter((one) => one !== permission);
  if (!known.has(permission)) await testApp.joinWith(acme.id, user, others);
  known.set(permission, user);
  return user;
}

/** The checks of permissions by procedure: each refuses a caller with all other permissions. */
export function permissionChecks(): ReadonlyMap<string, Check> {
  const rights = readRights();
  const checks = proceduresInTenant.map(({ name, schema }): [string, Check] => {
    const permission = rights[name]?.split(" ")[1] ?? "";
    return [
      name,
      {
        name: `${name} refuses a member with all permissions except ${permission}`,
        async run(world) {
          const input = sample(schema, (path) => idFor(world.made.acme.ids, path, name));
          const { code } = await outcomeOf(world.call(await almost(world, permission), name, input));
          return code === "FORBIDDEN" ? [] : [`it was answered ${code}`];
        },
      },
    ];
  });
  return new Map(checks);
}
