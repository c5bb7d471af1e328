import type { EntityName } from "@waybill/validators";
import { modules } from "@/modules/index.ts";
import { platform } from "@/platform/index.ts";
import type { EntityView } from "./web-module.ts";

// What follows from the manifests of all modules together.

/** Every module of the web app: the platform's and the business modules. */
export const webModules = [...platform, ...modules];

/** Sorts parts of modules into their places on a page. */
export const byOrder = (one: { order: number }, other: { order: number }) => one.order - other.order;

const paths = webModules.flatMap(({ name, navigation = [] }) => navigation.map(({ path }) => ({ name, path })));

/** The module of a page. @param path after `/t/{tenant}` */
export const moduleOfPath = (path: string): string | undefined =>
  paths.find((own) => own.path && (path === own.path || path.startsWith(`${own.path}/`)))?.name;

/** The kinds of things, each with the module that shows it. */
export const entityViews: ReadonlyMap<string, EntityView & { module: string }> = new Map(
  webModules.flatMap(({ name, entities }) =>
    Object.entries(entities ?? {}).map(([entity, view]) => [entity, { ...view, module: name }]),
  ),
);

/** The routers whose queries show such a thing. */
export function routersOf(entity: EntityName): readonly string[] {
  const view = entityViews.get(entity);
  return view ? (view.shownIn ?? [view.module]) : [];
}

/** Where a thing is shown, after `/t/{tenant}`; null where it has no page. */
export function pathOf(entity: EntityName, id: string): string | null {
  const page = entityViews.get(entity)?.page;
  return page === undefined ? null : `${page}/${id}`;
}
