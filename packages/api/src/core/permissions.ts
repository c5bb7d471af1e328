import { type Role, roles } from "@waybill/validators";

/** The resources and their actions. Each module adds its own by declaration merging, beside its `resource(…)`. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it
export interface PermissionRegistry {}

/** Every permission there is, `resource.action`, as a union gathered from the modules. */
export type Permission = {
  [R in keyof PermissionRegistry & string]: `${R}.${PermissionRegistry[R] & string}`;
}[keyof PermissionRegistry & string];

/** A resource and, for each action on it, the lowest built-in role that may do it. */
export interface Resource<Name extends string = string, Action extends string = string> {
  name: Name;
  actions: Record<Action, Role>;
}

/**
 * Declares what can be done with a resource, and from which built-in role on.
 *
 * @example resource("parcels", { read: "viewer", dispatch: "dispatcher" })
 */
export function resource<Name extends string, Action extends string>(
  name: Name,
  actions: Record<Action, Role>,
): Resource<Name, Action> {
  return { name, actions };
}

const rank = (role: Role) => roles.length - roles.indexOf(role);

/** The permissions that a built-in role has. */
export function permissionsOf(role: Role, resources: readonly Resource[]): Set<string> {
  return new Set(
    resources.flatMap(({ name, actions }) =>
      Object.entries(actions)
        .filter(([, lowest]) => rank(role) >= rank(lowest))
        .map(([action]) => `${name}.${action}`),
    ),
  );
}
