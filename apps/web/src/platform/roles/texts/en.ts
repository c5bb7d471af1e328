/** The texts of roles. */
export const en = {
  title: "Roles",
} as const;
