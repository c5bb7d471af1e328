/** The texts of events. */
export const en = {
  title: "Events",
} as const;
