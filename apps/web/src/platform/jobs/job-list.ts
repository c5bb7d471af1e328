import { type JobState, jobStates } from "@waybill/validators";
import { linePart, listParts, oneOfPart } from "@/lists/list-parts.ts";

/** The state of the list in the URL. */
export interface JobListState {
  state?: JobState;
  /** The name of the job. */
  type?: string;
}
export const jobListState = listParts<JobListState>({ state: oneOfPart(jobStates), type: linePart(100, "code") });

/** The input of the list's query. */
export const jobListInput = ({ state, type }: JobListState) => ({
  limit: 50,
  ...(state ? { states: [state] } : {}),
  ...(type ? { name: type } : {}),
});
