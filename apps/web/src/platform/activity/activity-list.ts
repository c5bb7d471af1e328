import { type ActivityExport, activityExport } from "@waybill/validators";
import type { UrlState } from "@/lib/url-state.ts";

/** The filter in the URL; invalid values are left out. */
export function activityFilterOf({ who, about, id, request, from, to }: UrlState): Omit<ActivityExport, "format"> {
  const candidate = { userId: who, entity: about, entityId: id, requestId: request, from, to };
  const { format: _format, ...shape } = activityExport.shape;
  const valid = Object.entries(shape).flatMap(([name, schema]) => {
    const value = Reflect.get(candidate, name);
    const { success, data } = schema.safeParse(value);
    return success && value && data !== undefined ? [[name, data]] : [];
  });
  return Object.fromEntries(valid);
}

/** The input of the list's query, from the URL. */
export const activityListInput = (url: UrlState) => ({ limit: 50, ...activityFilterOf(url) });
