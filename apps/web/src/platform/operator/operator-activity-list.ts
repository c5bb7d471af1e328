import { idPart, listParts } from "@/lists/list-parts.ts";

/** The state of the list in the URL. */
export interface OperatorActivityState {
  /** The id of a person. */
  who?: string;
}
export const operatorActivityState = listParts<OperatorActivityState>({ who: idPart });

/** The input of the list's query. */
export const operatorActivityInput = ({ who }: OperatorActivityState) => ({
  limit: 50,
  ...(who ? { userId: who } : {}),
});
