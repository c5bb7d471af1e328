import type { ComponentType } from "react";
import { DispatchBatch, PackingBatch } from "@/modules/parcels/batch-panel.tsx";

/** What the page of a kind of job shows of its work, beside what every job has: by the job's name. */
export const jobResults: Record<string, ComponentType<{ job: { id: string } }>> = {
  "parcels.dispatchMany": DispatchBatch,
  "parcels.packMany": PackingBatch,
};
