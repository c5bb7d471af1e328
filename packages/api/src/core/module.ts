import { type Settings, SettingsError } from "@waybill/config";
import type { EntityName } from "@waybill/validators";
import type { z } from "zod";
import type { Clients, TenantContext, WorkContext } from "./context.ts";
import type { ConstraintTable } from "./errors.ts";
import type { EventDefinition, EventHandler } from "./events.ts";
import type { FileKind } from "./files.ts";
import type { JobDefinition, Schedule } from "./jobs.ts";
import type { MailDefinition } from "./mail.ts";
import type { Permission, Resource } from "./permissions.ts";
import type { Retentions } from "./retention.ts";
import type { Target } from "./rules.ts";

/** The business modules' names, of the list in `@waybill/validators/modules`. */
export type ModuleName = keyof typeof import("@waybill/validators/modules");

/** How things of a kind are found among everything that there is. */
export interface SearchSource {
  entity: EntityName;
  /** The things that a search finds, the best first: what people know each by, and what else tells it from others. */
  find(ctx: TenantContext, search: string, limit: number): Promise<{ id: string; label: string; detail: string }[]>;
}

/** A list whose filters and order can be saved as a view. */
export interface ListView {
  /** The list's name, unique among all. */
  name: string;
  /** Who may read the list may read its views. */
  permission: Permission;
  /** What a view keeps of the list: each part may be left out. */
  state: z.ZodObject;
  /**
   * Counts the rows of a list in a state, or as many of them as are found at once.
   *
   * @param limit the most that are counted.
   */
  count(ctx: TenantContext, state: Record<string, unknown>, limit: number): Promise<{ count: number; more: boolean }>;
}

/** What the demonstration has of a module. */
export interface Demo {
  /**
   * Writes it, once what the modules that it needs bring is there.
   *
   * @param random a number from 0 up to, and without, the one that it is given.
   */
  write(ctx: TenantContext, random: (below: number) => number): Promise<void>;
  /** What the demonstration's second person may do with it, who packs. */
  packer: readonly Permission[];
}

/** What a module brings, besides its router. */
export interface ModuleParts {
  /** The business modules that it uses. It imports no others, and is not switched on without them. */
  needs?: readonly ModuleName[];
  resources?: Resource[];
  /** The events that it publishes. The hub refuses others. */
  // biome-ignore lint/suspicious/noExplicitAny: events of any payload fit one list
  events?: EventDefinition<any>[];
  handlers?: EventHandler[];
  jobs?: JobDefinition[];
  /** The mails that it has sent. */
  mails?: MailDefinition[];
  /** Jobs that run by the clock. */
  schedules?: Schedule[];
  /** The kinds of files that it takes or makes. */
  files?: FileKind[];
  /** What the rows of its tables are, for the platform's modules that speak of anything. */
  entities?: Target[];
  /** How its things are found among everything that there is. */
  searches?: SearchSource[];
  /** Its lists that can be saved as views. */
  lists?: ListView[];
  /** What the violation of its tables' constraints means for an input. */
  constraints?: ConstraintTable;
  /** Removes what its tables keep and nobody can use any more: every night, in a transaction outside of any tenant. */
  cleanUp?: (context: WorkContext) => Promise<void>;
  /** What of its tables is removed after a while. */
  retention?: Partial<Retentions>;
  demo?: Demo;
  /** Makes the module's clients of what lies outside the process. */
  clients?: (settings: Settings) => Partial<Clients>;
}

/** Declares a module: one object, so that a module is added and removed with one line. */
export function defineModule<Router>(module: ModuleParts & { router: Router }): ModuleParts & { router: Router } {
  return module;
}

/** Something of a module, and the module's name. */
export type Of<T> = T & { module: string };

/** Everything that the modules bring, in one place. */
export interface Registry {
  /** What each business module needs, by the module's name: a tenant may switch these off. */
  switches: Map<string, readonly string[]>;
  /** The business modules that this installation does not run. */
  stopped: ReadonlySet<string>;
  /** The module of each resource, job, schedule and list, by their names. */
  moduleOf: Record<"resource" | "job" | "schedule" | "list", Map<string, string>>;
  resources: Resource[];
  /** By their names. */
  events: Map<string, Of<{ event: EventDefinition }>>;
  /** By the event's name. */
  handlers: Map<string, Of<{ handler: EventHandler }>[]>;
  /** By the job's name. */
  jobs: Map<string, JobDefinition>;
  /** By their names. */
  mails: Map<string, MailDefinition>;
  /** By their names. */
  schedules: Map<string, Schedule>;
  /** By their names. */
  files: Map<string, FileKind>;
  entities: Map<string, Target>;
  searches: SearchSource[];
  /** By their names. */
  lists: Map<string, ListView>;
  constraints: ConstraintTable;
  /** By the modules' names. */
  demos: Map<string, Demo>;
  /** What is done every night, see {@link ModuleParts.cleanUp}. */
  cleanUps: ((context: WorkContext) => Promise<void>)[];
  /** What is removed after a while, see {@link ModuleParts.retention}. */
  retentions: Retentions;
}

function put<K extends string, V>(map: Map<K, V>, kind: string, name: K, value: V) {
  if (map.has(name)) throw new Error(`Two ${kind} are named ${name}; names are stable and unique.`);
  map.set(name, value);
}

/** Whether somebody with these permissions may read what a job was given, and what came of it. */
export function mayReadJob({ jobs }: Registry, permissions: ReadonlySet<string>, name: string): boolean {
  // A job whose code is gone is read by nobody.
  const readBy = jobs.get(name)?.readBy;
  return typeof readBy === "string" && permissions.has(readBy);
}

/** @throws where a module needs one that there is not, or two need each other */
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
 * @param names what `MODULES` says; every one runs where it is left out.
 * @throws {SettingsError} where it names a module that there is not, or leaves out one that another needs
 */
export function runningModules<Parts extends ModuleParts>(
  modules: Record<string, Parts>,
  names: readonly string[] | undefined,
): Record<string, Parts> {
  if (!names) return modules;
  const unknown = names.find((name) => !Object.hasOwn(modules, name));
  if (unknown !== undefined) {
    const known = Object.keys(modules).join(", ");
    throw new SettingsError(`MODULES names ${unknown}, which there is not. Available: ${known}.`);
  }
  const running = Object.fromEntries(Object.entries(modules).filter(([name]) => names.includes(name)));
  for (const [name, { needs = [] }] of Object.entries(running)) {
    const missing = needs.find((needed) => !Object.hasOwn(running, needed));
    if (missing) throw new SettingsError(`MODULES names ${name}, which needs ${missing}. Name ${missing} too.`);
  }
  return running;
}

/**
 * Gathers the parts of all modules.
 *
 * @param platform the modules that are always there, by their names.
 * @param business those that come and go.
 * @param stopped the names of business modules that are known, and do not run.
 * @throws where two jobs, events, mails or schedules have one name, and where what a module needs is not there.
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
    for (const event of parts.events ?? []) put(registry.events, "events", event.name, { module: name, event });
    for (const job of parts.jobs ?? []) put(registry.jobs, "jobs or handlers", job.name, job);
    for (const list of parts.lists ?? []) put(registry.lists, "lists", list.name, list);
    for (const list of parts.lists ?? []) registry.moduleOf.list.set(list.name, name);
    for (const mail of parts.mails ?? []) put(registry.mails, "mails", mail.name, mail);
    for (const schedule of parts.schedules ?? []) put(registry.schedules, "schedules", schedule.name, schedule);
    for (const kind of parts.files ?? []) put(registry.files, "kinds of files", kind.name, kind);
    for (const target of parts.entities ?? []) put(registry.entities, "tables of entities", target.entity, target);
    for (const handler of parts.handlers ?? []) {
      const others = registry.handlers.get(handler.event.name) ?? [];
      registry.handlers.set(handler.event.name, [...others, { module: name, handler }]);
      if (handler.job) registry.moduleOf.job.set(handler.job.name, name);
      if (handler.job) put(registry.jobs, "jobs or handlers", handler.job.name, handler.job as JobDefinition);
    }
  }
  return registry;
}
