import { type ActivityExport, activityExport } from "@waybill/validators";
import type { UrlState } from "@/lib/url-state.ts";

/** The filter that the address holds; what is not valid is left out. */
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

/** What the list asks the server for, out of the address. */
export const activityListInput = (url: UrlState) => ({ limit: 50, ...activityFilterOf(url) });
