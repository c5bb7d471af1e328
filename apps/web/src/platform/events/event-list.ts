import { linePart, listParts } from "@/lists/list-parts.ts";

/** The state of the list in the URL. */
export interface EventListState {
  /** The name of the event. */
  name?: string;
}
export const eventListState = listParts<EventListState>({ name: linePart(100, "code") });

/** The input of the list's query. */
export const eventListInput = (state: EventListState) => ({ limit: 50, ...state });
