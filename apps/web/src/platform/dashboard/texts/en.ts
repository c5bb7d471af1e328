/** The texts of dashboard. */
export const en = {
  title: "Dashboard",
} as const;
