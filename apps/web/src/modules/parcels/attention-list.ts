import { type Attention, attentionKinds } from "@waybill/validators/parcel-kinds";
import { listParts, oneOfPart } from "@/lists/list-parts.ts";

/** The state of the list in the URL: one reason, or all. */
export interface AttentionListState {
  reason?: Attention;
}
export const attentionListState = listParts<AttentionListState>({ reason: oneOfPart(attentionKinds) });

/** The input of the list's query. */
export const attentionListInput = ({ reason }: AttentionListState) => ({
  limit: 50,
  attention: reason ? [reason] : [...attentionKinds],
});
