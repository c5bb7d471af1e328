import { id as idSchema, type RoleRef, roleRef } from "@waybill/validators";
import { notFound } from "next/navigation";

/** The parameters of the page of a record, from Next.js. */
export type RecordParams = Promise<{ tenant: string; id: string }>;

/** The tenant and the normalized id of the page of a record. An invalid id is answered as not found. */
export async function readRecordParams(params: RecordParams): Promise<{ tenant: string; id: string }> {
  const { tenant, id } = await params;
  return { tenant, id: idSchema.safeParse(id).data ?? notFound() };
}

/** The same for the page of a role, which may have a name instead of an id. */
export async function readRoleParams(params: RecordParams): Promise<{ tenant: string; id: RoleRef }> {
  const { tenant, id } = await params;
  return { tenant, id: roleRef.safeParse(id).data ?? notFound() };
}

/** A page's query parameters, from Next.js. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** Query parameters with one value for each name; an absent one has none. */
export type QueryParams = Readonly<Record<string, string | null | undefined>>;

/** The query parameters with one value for each name. */
export async function readParams(params: SearchParams): Promise<Record<string, string>> {
  const entries = Object.entries(await params).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
