import type { ConstraintTable } from "../../core/index.ts";

/** The messages for violated constraints of jobs. */
export const jobConstraints: ConstraintTable = {
  jobs_unique_key: {
    path: [],
    code: "conflict",
    entity: "job",
    message: "The same job is already queued or running. Try again when it has ended.",
  },
};
