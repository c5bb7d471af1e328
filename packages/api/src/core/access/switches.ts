import { TRPCError } from "@trpc/server";
import type { EntityName } from "@waybill/validators";
import type { Tenant, TenantContext } from "../context.ts";
import { readPermissionOf } from "../data/entities.ts";
import { forbidden } from "../errors.ts";
import type { Registry } from "../module.ts";

// Business modules can be switched off: by the installation, which does not run them, and by a tenant, which does not see
// them. Their data stays.

type Switches = Pick<Tenant, "modulesOff">;

/** Registries without modules that are off, by the modules' names. */
const tenantRegistries = new WeakMap<Registry, Map<string, Registry>>();

/**
 * The registry of a tenant: without the resources, handlers, lists and schedules of modules that are off. Events, jobs,
 * files and entities stay, so that work in progress ends and data is maintained.
 */
export function registryFor(registry: Registry, { modulesOff }: Switches): Registry {
  const off = modulesOff.filter((name) => registry.switches.has(name)).sort();
  if (off.length === 0) return registry;
  const known = tenantRegistries.get(registry) ?? new Map<string, Registry>();
  tenantRegistries.set(registry, known);
  const key = off.join();
  const earlier = known.get(key);
  if (earlier) return earlier;
  const { moduleOf } = registry;
  const isOff = (module: string | undefined) => module !== undefined && off.includes(module);
  const own: Registry = {
    ...registry,
    resources: registry.resources.filter(({ name }) => !isOff(moduleOf.resource.get(name))),
    handlers: new Map(
      [...registry.handlers].map(([event, handlers]) => [event, handlers.filter(({ module }) => !isOff(module))]),
    ),
    lists: new Map([...registry.lists].filter(([name]) => !isOff(moduleOf.list.get(name)))),
    schedules: new Map([...registry.schedules].filter(([name]) => !isOff(moduleOf.schedule.get(name)))),
  };
  known.set(key, own);
  return own;
}

const switchedOff = (module: string, where: "organisation" | "installation") =>
  forbidden({
    code: "switched_off",
    message: `The module “${module}” is switched off in this ${where === "organisation" ? "organisation" : "installation"}.`,
    params: { module, where },
  });

const moduleOfPath = (path: string) => path.slice(0, path.indexOf("."));

/** @throws FORBIDDEN with `switched_off` if the installation does not run the procedure's module */
export function requireModuleRunning({ stopped }: Registry, path: string): void {
  const module = moduleOfPath(path);
  if (stopped.has(module)) throw switchedOff(module, "installation");
}

/**
 * @param required.permission the required permission. @param required.path the procedure, if it is one.
 * @throws FORBIDDEN with `switched_off` if the tenant has switched the module off
 */
export function requireModuleOn(
  { moduleOf, switches }: Registry,
  { modulesOff }: Switches,
  required: { permission: string; path?: string | undefined },
): void {
  if (modulesOff.length === 0) return;
  const [resource = ""] = required.permission.split(".");
  const modules = [moduleOf.resource.get(resource), required.path && moduleOfPath(required.path)];
  const off = modules.find((module) => module && switches.has(module) && modulesOff.includes(module));
  if (off) throw switchedOff(off, "organisation");
}

/**
 * Requires the permission to read an entity: for generic procedures.
 *
 * @throws FORBIDDEN, with `switched_off` if its module is off
 */
export function requireReading(
  { registry, tenant, permissions }: Pick<TenantContext, "registry" | "tenant" | "permissions">,
  entity: EntityName,
): void {
  const permission = readPermissionOf(entity);
  requireModuleOn(registry, tenant, { permission });
  if (permissions.has(permission)) return;
  throw new TRPCError({ code: "FORBIDDEN", message: `You need the permission ${permission} for this.` });
}

/** The module of a job, if it is off; otherwise null. */
export function offModuleOf({ moduleOf, switches }: Registry, { modulesOff }: Switches, job: string): string | null {
  const module = moduleOf.job.get(job);
  return module && switches.has(module) && modulesOff.includes(module) ? module : null;
}

/** A module and all modules that it needs. */
export function withNeeds({ switches }: Pick<Registry, "switches">, name: string): Set<string> {
  const all = new Set([name]);
  for (const one of all) for (const needed of switches.get(one) ?? []) all.add(needed);
  return all;
}

/** A module and all modules that need it. */
export function withDependents({ switches }: Pick<Registry, "switches">, name: string): Set<string> {
  const all = new Set([name]);
  for (const one of all) for (const [other, needs] of switches) if (needs.includes(one)) all.add(other);
  return all;
}
