import { tenants } from "@waybill/db/tenants";
import { createTenant } from "@waybill/validators";
import { type ConstraintTable, checked, unique } from "../../core/index.ts";

const slugTaken = (slug: string) => `The URL name ${slug} is already taken.`;

export const createTenantInput = checked(createTenant, [
  unique(tenants.slug, "slug", { entity: "tenant", message: slugTaken }),
]);

export const tenantConstraints: ConstraintTable = {
  tenants_slug_key: { path: ["slug"], code: "taken", entity: "tenant", message: "This URL name is already taken." },
};

/** Whether these permissions allow inviting people who get the `given` ones. */
export const mayInvite = (own: ReadonlySet<string>, given: readonly string[]): boolean =>
  own.has("tenants.manageMembers") && given.every((permission) => own.has(permission));
