/** The texts of activity. */
export const en = {
  title: "Activity",
} as const;
