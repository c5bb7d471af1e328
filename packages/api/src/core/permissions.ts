import { type Role, roles } from "@waybill/validators/roles";

// Imports only texts and types: the browser uses this file too.

/** The resources. Each module adds its own by declaration merging, beside its `resource(…)`. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it
export interface PermissionRegistry {}

/** All permissions, `resource.action`, as a union. */
export type Permission = {
  [R in keyof PermissionRegistry & string]: PermissionRegistry[R] extends { actions: infer Actions }
    ? `${R}.${keyof Actions & string}`
    : never;
}[keyof PermissionRegistry & string];

/** The object that the policy of a permission checks; never without a policy. */
export type ObjectOf<P> = P extends `${infer R}.${infer A}`
  ? R extends keyof PermissionRegistry
    ? PermissionRegistry[R] extends { policies: infer Policies }
      ? A extends keyof Policies
        ? Policies[A] extends (object: infer O, caller: PolicyCaller) => string | null
          ? O
          : never
        : never
      : never
    : never
  : never;

/** The caller that a policy checks. */
export interface PolicyCaller {
  userId: string | null;
  has(permission: string): boolean;
}

/**
 * A rule about one object, besides the permission. @returns the reason of a refusal, for people; null if it is allowed
 */
export type Policy<O> = (object: O, caller: PolicyCaller) => string | null;

/** A resource with the lowest built-in role for each action. */
export interface Resource<Name extends string = string, Actions = Record<string, Role>, Policies = object> {
  name: Name;
  actions: Actions;
  policies: Policies;
}

/**
 * Declares a resource: its actions, their lowest built-in role, and policies.
 *
 * @param policies conditions on the object's state or owner, for some actions. The same function runs on the server, in the
 *   worker and in the browser.
 * @example resource("parcels", { read: "viewer", dispatch: "dispatcher" }, { dispatch: ({ state }) => … })
 */
export function resource<
  Name extends string,
  Actions extends Record<string, Role>,
  // biome-ignore lint/suspicious/noExplicitAny: each policy has an object of its own, whose type is inferred
  Policies extends { [A in keyof Actions]?: Policy<any> } = object,
>(name: Name, actions: Actions, policies?: Policies): Resource<Name, Actions, Policies> {
  return { name, actions, policies: policies ?? ({} as Policies) };
}

const rank = (role: Role) => roles.length - roles.indexOf(role);

/** Derived from the resources, computed once. */
interface Derived {
  byRole: Record<Role, ReadonlySet<string>>;
  policies: ReadonlyMap<string, Policy<unknown>>;
}

const known = new WeakMap<readonly Resource[], Derived>();

function derive(resources: readonly Resource[]): Derived {
  const earlier = known.get(resources);
  if (earlier) return earlier;
  const allowed = (role: Role) =>
    new Set(
      resources.flatMap(({ name, actions }) =>
        Object.entries(actions)
          .filter(([, lowest]) => rank(role) >= rank(lowest))
          .map(([action]) => `${name}.${action}`),
      ),
    );
  const byRole = {
    owner: allowed("owner"),
    admin: allowed("admin"),
    dispatcher: allowed("dispatcher"),
    viewer: allowed("viewer"),
  };
  const policies = resources.flatMap(({ name, policies: own }) =>
    Object.entries(own).map(([action, policy]): [string, Policy<unknown>] => [`${name}.${action}`, policy]),
  );
  const derived: Derived = { byRole, policies: new Map(policies) };
  known.set(resources, derived);
  return derived;
}

/** The permissions of a built-in role. */
export function permissionsOf(role: Role, resources: readonly Resource[]): ReadonlySet<string> {
  return derive(resources).byRole[role];
}

/** All permissions of these resources. */
export const everyPermission = (resources: readonly Resource[]): ReadonlySet<string> =>
  permissionsOf("owner", resources);

/** The permissions of a caller. */
export interface Access {
  permissions: ReadonlySet<string>;
  /** Whether a permission is given, for this object if there is one. */
  can<P extends Permission>(permission: P, object?: ObjectOf<P>): boolean;
  /** Why not, for people; null if it is given. */
  why<P extends Permission>(permission: P, object?: ObjectOf<P>): string | null;
}

/** Access with these permissions, on the server, in the worker and in the browser. */
export function accessOf(
  resources: readonly Resource[],
  permissions: ReadonlySet<string>,
  userId: string | null,
): Access {
  const { policies } = derive(resources);
  const caller: PolicyCaller = { userId, has: (permission) => permissions.has(permission) };
  const why: Access["why"] = (permission, object) => {
    if (!permissions.has(permission)) return `You need the permission ${permission} for this.`;
    return object === undefined ? null : (policies.get(permission)?.(object, caller) ?? null);
  };
  return { permissions, why, can: (permission, object) => why(permission, object) === null };
}

/** Access to everything: for schedules and the installation. */
export function wholeAccess(resources: readonly Resource[]): Access {
  return accessOf(resources, everyPermission(resources), null);
}
