import { activityExport } from "@waybill/validators";
import { z } from "zod";
import { listState, type StateOf } from "@/lists/list-state.ts";

const { format: _format, ...filter } = activityExport.shape;

/** The state of the list in the URL: its filter. */
export const activityListState = listState(z.object(filter), {
  userId: "who",
  entity: "about",
  entityId: "id",
  requestId: "request",
});
export type ActivityListState = StateOf<typeof filter>;

/** The input of the list's query. */
export const activityListInput = (state: ActivityListState) => ({ limit: 50, ...state });
