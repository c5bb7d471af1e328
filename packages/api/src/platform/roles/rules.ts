import { roles } from "@waybill/db/roles";
import { createRole, updateRole } from "@waybill/validators";
import { type ConstraintTable, checked, type Target, unique } from "../../core/index.ts";

/** What a value refers to that names a role of the tenant's own. */
export const toRole: Target = { entity: "role", table: roles };

const nameTaken = {
  entity: "role",
  message: (name: string) => `There is already a role ${name}.`,
  ignoreCase: true,
} as const;

export const createRoleInput = checked(createRole, [unique(roles.name, "name", nameTaken)]);
export const updateRoleInput = checked(updateRole, [unique(roles.name, "name", { ...nameTaken, except: "id" })]);

const inUse = {
  path: [],
  code: "conflict",
  entity: "role",
  message: "Somebody has this role, or is invited with it. Give them another one first.",
} as const;

export const roleConstraints: ConstraintTable = {
  roles_name_key: { path: ["name"], code: "taken", entity: "role", message: "There is already a role of this name." },
  memberships_role_fkey: inUse,
  invitations_role_fkey: inUse,
};
