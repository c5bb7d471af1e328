/** The texts of jobs. */
export const en = {
  title: "Jobs",
} as const;
