import { id as idSchema, type RoleRef, roleRef } from "@waybill/validators";
import { notFound } from "next/navigation";

/** The parameters of the page of one thing, as Next gives them. */
export type ThingParams = Promise<{ tenant: string; id: string }>;

/** Of the page of one thing, the tenant and the thing's id, in its one spelling. What is no id leads to no page. */
export async function readThing(params: ThingParams): Promise<{ tenant: string; id: string }> {
  const { tenant, id } = await params;
  return { tenant, id: idSchema.safeParse(id).data ?? notFound() };
}

/** The same of the page of a role, which may have a name instead. */
export async function readRole(params: ThingParams): Promise<{ tenant: string; id: RoleRef }> {
  const { tenant, id } = await params;
  return { tenant, id: roleRef.safeParse(id).data ?? notFound() };
}

/** A page's query, as Next gives it. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The query with one value for each name. */
export async function readParams(params: SearchParams): Promise<Record<string, string>> {
  const entries = Object.entries(await params).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
