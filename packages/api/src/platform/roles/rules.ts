import { roles } from "@waybill/db/roles";
import { createRole, updateRole } from "@waybill/validators";
import { type ConstraintTable, checked, type Target, unique } from "../../core/index.ts";

/** The target of references to custom roles. */
export const toRole: Target = { entity: "role", table: roles };

const nameTaken = {
  entity: "role",
  message: (name: string) => `A role named ${name} already exists.`,
  ignoreCase: true,
} as const;

export const createRoleInput = checked(createRole, [unique(roles.name, "name", nameTaken)]);
export const updateRoleInput = checked(updateRole, [unique(roles.name, "name", { ...nameTaken, except: "id" })]);

const inUse = {
  path: [],
  code: "conflict",
  entity: "role",
  message: "Members or invitations use this role. Assign another role to them first.",
} as const;

export const roleConstraints: ConstraintTable = {
  roles_name_key: { path: ["name"], code: "taken", entity: "role", message: "A role with this name already exists." },
  memberships_role_fkey: inUse,
  invitations_role_fkey: inUse,
};
