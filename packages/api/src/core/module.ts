import type { Settings } from "@waybill/config";
import type { Clients } from "./context.ts";
import type { ConstraintTable } from "./errors.ts";
import type { EventHandler } from "./events.ts";
import type { JobDefinition } from "./jobs.ts";
import type { Resource } from "./permissions.ts";

/** What a module brings, besides its router. */
export interface ModuleParts {
  resources?: Resource[];
  handlers?: EventHandler[];
  jobs?: JobDefinition[];
  /** What the violation of its tables' constraints means for an input. */
  constraints?: ConstraintTable;
  /** Makes the module's clients of what lies outside the process. */
  clients?: (settings: Settings) => Partial<Clients>;
}

/** Declares a module: one object, so that a module is added and removed with one line. */
export function defineModule<Router>(module: ModuleParts & { router: Router }): ModuleParts & { router: Router } {
  return module;
}

/** Everything that the modules bring, in one place. */
export interface Registry {
  resources: Resource[];
  /** By the event's name. */
  handlers: Map<string, EventHandler[]>;
  /** By the job's name. */
  jobs: Map<string, JobDefinition>;
  constraints: ConstraintTable;
}

function put<V>(map: Map<string, V>, name: string, value: V) {
  if (map.has(name)) throw new Error(`Two jobs or handlers are named ${name}; names are stable and unique.`);
  map.set(name, value);
}

/** Gathers the parts of all modules. @throws where two jobs have one name. */
export function createRegistry(modules: ModuleParts[]): Registry {
  const registry: Registry = { resources: [], handlers: new Map(), jobs: new Map(), constraints: {} };
  for (const module of modules) {
    registry.resources.push(...(module.resources ?? []));
    Object.assign(registry.constraints, module.constraints);
    for (const job of module.jobs ?? []) put(registry.jobs, job.name, job);
    for (const handler of module.handlers ?? []) {
      registry.handlers.set(handler.event.name, [...(registry.handlers.get(handler.event.name) ?? []), handler]);
      if (handler.job) put(registry.jobs, handler.job.name, handler.job);
    }
  }
  return registry;
}
