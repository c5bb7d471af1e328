/** The texts of shell. */
export const en = {
  groups: {
    desk: "Desk",
    administration: "Administration",
  },
} as const;
