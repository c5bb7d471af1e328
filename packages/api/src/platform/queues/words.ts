import type { QueueAction } from "@waybill/validators";

/** What was done to many jobs, as a sentence without its subject: "cancelled 12 jobs “Make a label”". */
export function actionInWords(action: QueueAction, count: number, title: string): string {
  const jobs = `${count} ${count === 1 ? "job" : "jobs"} “${title}”`;
  return action === "retry" ? `had ${jobs} run again` : `cancelled ${jobs}`;
}
