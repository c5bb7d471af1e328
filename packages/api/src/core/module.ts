import type { Settings } from "@waybill/config";
import type { EntityName } from "@waybill/validators";
import type { Clients } from "./context.ts";
import type { ConstraintTable } from "./errors.ts";
import type { EventDefinition, EventHandler } from "./events.ts";
import type { FileKind } from "./files.ts";
import type { JobDefinition, Schedule } from "./jobs.ts";
import type { MailDefinition } from "./mail.ts";
import type { Resource } from "./permissions.ts";
import type { Target } from "./rules.ts";

/** What a module brings, besides its router. */
export interface ModuleParts {
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
  /** What the violation of its tables' constraints means for an input. */
  constraints?: ConstraintTable;
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
  entities: Map<EntityName, Target>;
  constraints: ConstraintTable;
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

/**
 * Gathers the parts of all modules.
 *
 * @param modules by their names.
 * @throws where two jobs, events, mails or schedules have one name.
 */
export function createRegistry(modules: Record<string, ModuleParts>): Registry {
  const registry: Registry = {
    resources: [],
    events: new Map(),
    handlers: new Map(),
    jobs: new Map(),
    mails: new Map(),
    schedules: new Map(),
    files: new Map(),
    entities: new Map(),
    constraints: {},
  };
  for (const [name, parts] of Object.entries(modules)) {
    registry.resources.push(...(parts.resources ?? []));
    Object.assign(registry.constraints, parts.constraints);
    for (const event of parts.events ?? []) put(registry.events, "events", event.name, { module: name, event });
    for (const job of parts.jobs ?? []) put(registry.jobs, "jobs or handlers", job.name, job);
    for (const mail of parts.mails ?? []) put(registry.mails, "mails", mail.name, mail);
    for (const schedule of parts.schedules ?? []) put(registry.schedules, "schedules", schedule.name, schedule);
    for (const kind of parts.files ?? []) put(registry.files, "kinds of files", kind.name, kind);
    for (const target of parts.entities ?? []) put(registry.entities, "tables of entities", target.entity, target);
    for (const handler of parts.handlers ?? []) {
      const others = registry.handlers.get(handler.event.name) ?? [];
      registry.handlers.set(handler.event.name, [...others, { module: name, handler }]);
      if (handler.job) put(registry.jobs, "jobs or handlers", handler.job.name, handler.job as JobDefinition);
    }
  }
  return registry;
}
