/** The texts of retention. */
export const en = {
  title: "Retention",
} as const;
