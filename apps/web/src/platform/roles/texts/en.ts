/** The texts of roles. */
export const en = {
  title: "Roles",
  words: {
    entities: {
      role: "role",
    },
  },
} as const;
