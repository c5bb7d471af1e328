import { z } from "zod";
import { id } from "./common.ts";
import { type EntityDeclaration, entity } from "./entity.ts";
import * as modules from "./modules.ts";
import { text } from "./text.ts";

/** The entities of the platform. */
const ofPlatform = [
  entity({ name: "tenant", plural: "tenants", word: "organisation" }),
  entity({ name: "member", plural: "members", shownWith: "tenants.read" }),
  entity({ name: "invitation", plural: "invitations", shownWith: "tenants.manageMembers" }),
  entity({ name: "user", plural: "users", shownWith: "tenants.read" }),
  entity({ name: "job", plural: "jobs" }),
  entity({ name: "file", plural: "files" }),
  entity({ name: "role", plural: "roles", present: true }),
  entity({ name: "apiKey", plural: "apiKeys", word: "API key" }),
  entity({ name: "event", plural: "events" }),
  entity({ name: "schedule", plural: "schedules", shownWith: "jobs.read" }),
  entity({ name: "view", plural: "views" }),
  entity({ name: "presence", plural: "presence", shownWith: "tenants.read" }),
] as const;

type Modules = typeof modules;
type Declared = Modules[keyof Modules][number] | (typeof ofPlatform)[number];

/** The entities that a value can refer to. */
export type EntityName = Declared["name"];

const declared: readonly Declared[] = [
  ...Object.values<readonly Modules[keyof Modules][number][]>(modules).flat(),
  ...ofPlatform,
];

/** All entities of modules and platform. */
export const entityDeclarations: ReadonlyMap<EntityName, EntityDeclaration> = new Map(
  declared.map((one) => [one.name, one]),
);

export const entityNames: readonly EntityName[] = declared.map(({ name }) => name);

/** The entities whose pages show presence. */
type PresentName = Extract<Declared, { readonly present: true }>["name"];

const isPresent = (name: unknown): name is PresentName =>
  [...entityDeclarations.values()].some((one) => one.name === name && one.present);

/** Computed each time: tests declare more entities. */
const presentName = text({ max: 60, kind: "code" })
  .refine(isPresent)
  .meta({ examples: declared.map(({ name }) => name).filter(isPresent) }) as unknown as z.ZodType<PresentName>;

/** The page that a browser tab has open. */
export const present = z.object({ entity: presentName, entityId: id, tabId: id });
export type Present = z.output<typeof present>;
