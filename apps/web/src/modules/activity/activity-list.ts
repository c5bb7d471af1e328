import type { ActivityExport } from "@waybill/validators";
import { entityNames } from "@waybill/validators";
import { z } from "zod";
import type { UrlState } from "@/lib/url-state.ts";

const date = z.iso.date().optional().catch(undefined);
const id = z.uuid().optional().catch(undefined);

/** The filter that the address holds. */
export function activityFilterOf(url: UrlState): ActivityExport {
  const filter = {
    userId: id.parse(url.who),
    entity: entityNames.find((entity) => entity === url.about),
    entityId: id.parse(url.id),
    requestId: url.request || undefined,
    from: date.parse(url.from),
    to: date.parse(url.to),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** What the list asks the server for, out of the address. */
export const activityListInput = (url: UrlState) => ({ limit: 50, ...activityFilterOf(url) });
