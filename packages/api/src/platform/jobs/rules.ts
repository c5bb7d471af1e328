import type { ConstraintTable } from "../../core/index.ts";

/** What the violation of the jobs' constraints means. */
export const jobConstraints: ConstraintTable = {
  jobs_unique_key: {
    path: [],
    code: "conflict",
    entity: "job",
    message: "The same job already waits or runs. When it has ended, try again.",
  },
};
