import { type Role, roles } from "@waybill/validators";

// Imports nothing but words and types: the browser decides with this file too.

/** The resources. Each module adds its own by declaration merging, beside its `resource(…)`. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it
export interface PermissionRegistry {}

/** Every permission there is, `resource.action`, as a union gathered from the modules. */
export type Permission = {
  [R in keyof PermissionRegistry & string]: PermissionRegistry[R] extends { actions: infer Actions }
    ? `${R}.${keyof Actions & string}`
    : never;
}[keyof PermissionRegistry & string];

/** What the policy of a permission looks at; never where it has none. */
export type ObjectOf<P> = P extends `${infer R}.${infer A}`
  ? R extends keyof PermissionRegistry
    ? PermissionRegistry[R] extends { policies: infer Policies }
      ? A extends keyof Policies
        ? Policies[A] extends (object: infer O, asker: Asker) => string | null
          ? O
          : never
        : never
      : never
    : never
  : never;

/** Who wants to do something. */
export interface Asker {
  userId: string | null;
  has(permission: string): boolean;
}

/** A rule on one object, whoever has the permission. @returns what stands in the way, in words; null where nothing does */
export type Policy<O> = (object: O, asker: Asker) => string | null;

/** A resource and, for each action on it, the lowest built-in role that may do it. */
export interface Resource<Name extends string = string, Actions = Record<string, Role>, Policies = object> {
  name: Name;
  actions: Actions;
  policies: Policies;
}

/**
 * Declares what can be done with a resource, from which built-in role on, and on which of its objects.
 *
 * @param policies for some of the actions, what the object's state or owner demands. The same function answers on the
 *   server, in the worker and in the browser.
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

/** What follows from the resources alone: worked out once. */
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

/** The permissions that a built-in role has. */
export function permissionsOf(role: Role, resources: readonly Resource[]): ReadonlySet<string> {
  return derive(resources).byRole[role];
}

/** Every permission of these resources. */
export const everyPermission = (resources: readonly Resource[]): ReadonlySet<string> =>
  permissionsOf("owner", resources);

/** What somebody may do. */
export interface Access {
  permissions: ReadonlySet<string>;
  /** Whether the person may do it, and with this object where one is given. */
  can<P extends Permission>(permission: P, object?: ObjectOf<P>): boolean;
  /** Why not, in words; null where they may. */
  why<P extends Permission>(permission: P, object?: ObjectOf<P>): string | null;
}

/** Decides, on the server, in the worker and in the browser, what somebody with these permissions may do. */
export function accessOf(
  resources: readonly Resource[],
  permissions: ReadonlySet<string>,
  userId: string | null,
): Access {
  const { policies } = derive(resources);
  const asker: Asker = { userId, has: (permission) => permissions.has(permission) };
  const why: Access["why"] = (permission, object) => {
    if (!permissions.has(permission)) return `You need the permission ${permission} for this.`;
    return object === undefined ? null : (policies.get(permission)?.(object, asker) ?? null);
  };
  return { permissions, why, can: (permission, object) => why(permission, object) === null };
}

/** What may be done by nobody in particular: by the clock, or by the installation itself. */
export function wholeAccess(resources: readonly Resource[]): Access {
  return accessOf(resources, everyPermission(resources), null);
}
