import type { EntityName } from "@waybill/validators";
import { modules } from "@/modules/index.ts";
import { platform } from "@/platform/index.ts";
import type { EntityView } from "./web-module.ts";

// Derived from the manifests of all modules.

/** Every module of the web app: the platform's and the business modules. */
export const webModules = [...platform, ...modules];

/** Sorts parts of modules by their order on a page. */
export const byOrder = (one: { order: number }, other: { order: number }) => one.order - other.order;

const paths = webModules.flatMap(({ name, navigation = [] }) => navigation.map(({ path }) => ({ name, path })));

/** The module of a page. @param path after `/t/{tenant}` */
export const moduleOfPath = (path: string): string | undefined =>
  paths.find((own) => own.path && (path === own.path || path.startsWith(`${own.path}/`)))?.name;

/** The kinds of records, each with its module. */
export const entityViews: ReadonlyMap<string, EntityView & { module: string }> = new Map(
  webModules.flatMap(({ name, entities }) =>
    Object.entries(entities ?? {}).map(([entity, view]) => [entity, { ...view, module: name }]),
  ),
);

/** The routers whose queries show such a record. */
export function routersOf(entity: EntityName): readonly string[] {
  const view = entityViews.get(entity);
  return view ? (view.shownIn ?? [view.module]) : [];
}

const shown = webModules.flatMap(({ entities = {} }) => Object.keys(entities) as EntityName[]); // keys forgets the names

/** The entity of a router's queries: one of the module with its name, if there is one. */
export function entityShownIn(router: string): EntityName | undefined {
  const fitting = shown.filter((entity) => routersOf(entity).includes(router));
  return fitting.find((entity) => entityViews.get(entity)?.module === router) ?? fitting[0];
}

/** The page of a record, after `/t/{tenant}`; null without one. */
export function pathOf(entity: EntityName, id: string): string | null {
  const page = entityViews.get(entity)?.page;
  return page === undefined ? null : `${page}/${id}`;
}
