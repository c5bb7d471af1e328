/** The texts of account. */
export const en = {
  language: {
    title: "Language",
    browser: "Language of the browser",
  },
  title: "Your account",
  words: {
    entities: {
      user: "user",
    },
  },
} as const;
