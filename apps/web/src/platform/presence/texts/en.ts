/** The texts of presence. */
export const en = {
  words: {
    entities: {
      presence: "presence",
    },
  },
} as const;
