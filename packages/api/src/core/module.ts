import { type Settings, SettingsError } from "@waybill/config";
import type { EntityName } from "@waybill/validators";
import type { z } from "zod";
import type { Clients, TenantContext, WorkContext } from "./context.ts";
import type { ConstraintTable } from "./data/database-issues.ts";
import type { Retentions } from "./data/retention.ts";
import type { EventDefinition, EventHandler } from "./events/events.ts";
import type { FileKind } from "./files.ts";
import type { JobDefinition, Schedule } from "./jobs/jobs.ts";
import type { MailDefinition } from "./mail.ts";
import type { Permission, Resource } from "./permissions.ts";
import type { Target } from "./rules/rules.ts";

/** The names of business modules: the list in `@waybill/validators/modules`. */
export type ModuleName = keyof typeof import("@waybill/validators/modules");

/** The search for one kind of entity. */
export interface SearchProvider {
  entity: EntityName;
  /** The best matches first: their names, and details that distinguish them. */
  find(ctx: TenantContext, search: string, limit: number): Promise<{ id: string; label: string; detail: string }[]>;
}

/** A list whose filters and order can be saved as a view. */
export interface ListView {
  /** Unique. */
  name: string;
  /** The permission to read the list and its views. */
  permission: Permission;
  /** The state that a view saves; each part is optional. */
  state: z.ZodObject;
  /** The current names of parts that earlier versions saved with another name. */
  formerNames?: Readonly<Record<string, string>>;
  /** Counts the rows of a state, up to a limit. */
  count(ctx: TenantContext, state: Record<string, unknown>, limit: number): Promise<{ count: number; more: boolean }>;
}

/** A module's part of the demo data. */
export interface Demo {
  /**
   * Writes the demo data, after the modules that it needs.
   *
   * @param random returns a number from 0 to below its argument.
   */
  write(ctx: TenantContext, random: (below: number) => number): Promise<void>;
  /** The permissions of the demo's second user. */
  packer: readonly Permission[];
}

/** The parts of a module, besides its router. */
export interface ModuleParts {
  /** The business modules that it imports. It can only be switched on together with them. */
  needs?: readonly ModuleName[];
  resources?: Resource[];
  /** The events that it publishes; the hub refuses others. */
  // biome-ignore lint/suspicious/noExplicitAny: events of any payload fit one list
  events?: EventDefinition<any>[];
  handlers?: EventHandler[];
  jobs?: JobDefinition[];
  mails?: MailDefinition[];
  /** Scheduled jobs. */
  schedules?: Schedule[];
  files?: FileKind[];
  /** Its entities, for the platform's generic modules. */
  entities?: Target[];
  /** The search for its entities. */
  searches?: SearchProvider[];
  /** Its lists that can be saved as views. */
  lists?: ListView[];
  /** The issues for violations of its constraints. */
  constraints?: ConstraintTable;
  /** Deletes expired rows: every night, in a transaction outside of tenants. */
  cleanUp?: (context: WorkContext) => Promise<void>;
  /** Rows that are deleted after a retention time. */
  retention?: Partial<Retentions>;
  demo?: Demo;
  /** Creates the module's clients of external systems. */
  clients?: (settings: Settings) => Partial<Clients>;
}

/** Declares a module: one object, added and removed with one line. */
export function defineModule<Router>(module: ModuleParts & { router: Router }): ModuleParts & { router: Router } {
  return module;
}

/** A part of a module with the module's name. */
export type WithModule<T> = T & { module: string };

/** The parts of all modules. */
export interface Registry {
  /** The needs of each business module. A tenant may switch these modules off. */
  switches: Map<string, readonly string[]>;
  /** Business modules that this installation does not run. */
  stopped: ReadonlySet<string>;
  /** The module of each resource, job, schedule and list. */
  moduleOf: Record<"resource" | "job" | "schedule" | "list", Map<string, string>>;
  resources: Resource[];
  events: Map<string, WithModule<{ event: EventDefinition }>>;
  /** By the event's name. */
  handlers: Map<string, WithModule<{ handler: EventHandler }>[]>;
  jobs: Map<string, JobDefinition>;
  mails: Map<string, MailDefinition>;
  schedules: Map<string, Schedule>;
  files: Map<string, FileKind>;
  entities: Map<string, Target>;
  searches: SearchProvider[];
  lists: Map<string, ListView>;
  constraints: ConstraintTable;
  /** By the module's name. */
  demos: Map<string, Demo>;
  /** See {@link ModuleParts.cleanUp}. */
  cleanUps: ((context: WorkContext) => Promise<void>)[];
  /** See {@link ModuleParts.retention}. */
  retentions: Retentions;
}

function addUnique<K extends string, V>(map: Map<K, V>, kind: string, name: K, value: V) {
  if (map.has(name)) throw new Error(`Two ${kind} are named ${name}; names are stable and unique.`);
  map.set(name, value);
}

/** Whether these permissions include reading the input and the result of a job. */
export function mayReadJob({ jobs }: Registry, permissions: ReadonlySet<string>, name: string): boolean {
  // Jobs of removed modules cannot be read.
  const readBy = jobs.get(name)?.readBy;
  return typeof readBy === "string" && permissions.has(readBy);
}

/** @throws for a missing module, and for modules that need each other */
function checkNeeds(modules: Record<string, ModuleParts>): void {
  const follow = (name: string, path: readonly string[]) => {
    if (path.includes(name)) throw new Error(`Modules need each other: ${[...path, name].join(" → ")}.`);
    for (const needed of modules[name]?.needs ?? []) {
      if (!modules[needed]) throw new Error(`The module ${name} needs ${needed}, which is not there.`);
      follow(needed, [...path, name]);
    }
  };
  for (const name of Object.keys(modules)) follow(name, []);
}

/**
 * The business modules that an installation runs.
 *
 * @param names the value of `MODULES`; all modules by default.
 * @throws {SettingsError} for an unknown module, and for one whose needs are left out
 */
export function runningModules<Parts extends ModuleParts>(
  modules: Record<string, Parts>,
  names: readonly string[] | undefined,
): Record<string, Parts> {
  if (!names) return modules;
  const unknown = names.find((name) => !Object.hasOwn(modules, name));
  if (unknown !== undefined) {
    const known = Object.keys(modules).join(", ");
    throw new SettingsError(`MODULES names ${unknown}, which does not exist. Available: ${known}.`);
  }
  const running = Object.fromEntries(Object.entries(modules).filter(([name]) => names.includes(name)));
  for (const [name, { needs = [] }] of Object.entries(running)) {
    const missing = needs.find((needed) => !Object.hasOwn(running, needed));
    if (missing) throw new SettingsError(`MODULES names ${name}, which needs ${missing}. Name ${missing} too.`);
  }
  return running;
}

/**
 * Collects the parts of all modules.
 *
 * @param platform the platform's modules, by name.
 * @param business the business modules, by name.
 * @param stopped business modules that are not run.
 * @throws for duplicate names, and for missing modules.
 */
export function createRegistry(
  platform: Record<string, ModuleParts>,
  business: Record<string, ModuleParts> = {},
  stopped: readonly string[] = [],
): Registry {
  const modules = { ...platform, ...business };
  checkNeeds(modules);
  const registry: Registry = {
    switches: new Map(Object.entries(business).map(([name, { needs = [] }]) => [name, needs])),
    stopped: new Set(stopped),
    moduleOf: { resource: new Map(), job: new Map(), schedule: new Map(), list: new Map() },
    resources: [],
    events: new Map(),
    handlers: new Map(),
    jobs: new Map(),
    mails: new Map(),
    schedules: new Map(),
    files: new Map(),
    entities: new Map(),
    searches: [],
    lists: new Map(),
    constraints: {},
    demos: new Map(),
    cleanUps: [],
    retentions: { tenant: [], installation: [] },
  };
  for (const [name, parts] of Object.entries(modules)) {
    registry.resources.push(...(parts.resources ?? []));
    for (const resource of parts.resources ?? []) registry.moduleOf.resource.set(resource.name, name);
    for (const job of parts.jobs ?? []) registry.moduleOf.job.set(job.name, name);
    for (const schedule of parts.schedules ?? []) registry.moduleOf.schedule.set(schedule.name, name);
    Object.assign(registry.constraints, parts.constraints);
    registry.retentions.tenant.push(...(parts.retention?.tenant ?? []));
    registry.retentions.installation.push(...(parts.retention?.installation ?? []));
    registry.searches.push(...(parts.searches ?? []));
    if (parts.demo) registry.demos.set(name, parts.demo);
    if (parts.cleanUp) registry.cleanUps.push(parts.cleanUp);
    for (const event of parts.events ?? []) addUnique(registry.events, "events", event.name, { module: name, event });
    for (const job of parts.jobs ?? []) addUnique(registry.jobs, "jobs or handlers", job.name, job);
    for (const list of parts.lists ?? []) addUnique(registry.lists, "lists", list.name, list);
    for (const list of parts.lists ?? []) registry.moduleOf.list.set(list.name, name);
    for (const mail of parts.mails ?? []) addUnique(registry.mails, "mails", mail.name, mail);
    for (const schedule of parts.schedules ?? []) addUnique(registry.schedules, "schedules", schedule.name, schedule);
    for (const kind of parts.files ?? []) addUnique(registry.files, "kinds of files", kind.name, kind);
    for (const target of parts.entities ?? [])
      addUnique(registry.entities, "tables of entities", target.entity, target);
    for (const handler of parts.handlers ?? []) {
      const others = registry.handlers.get(handler.event.name) ?? [];
      registry.handlers.set(handler.event.name, [...others, { module: name, handler }]);
      if (handler.job) registry.moduleOf.job.set(handler.job.name, name);
      if (handler.job) addUnique(registry.jobs, "jobs or handlers", handler.job.name, handler.job as JobDefinition);
    }
  }
  return registry;
}
