import type { QueueAction } from "@waybill/validators";

/** An action as a sentence without its subject: "cancelled 12 jobs “Create a label”". */
export function actionSummary(action: QueueAction, count: number, title: string): string {
  if (action === "retry") return count === 1 ? `retried 1 job “${title}”` : `retried ${count} jobs “${title}”`;
  return count === 1 ? `cancelled 1 job “${title}”` : `cancelled ${count} jobs “${title}”`;
}
