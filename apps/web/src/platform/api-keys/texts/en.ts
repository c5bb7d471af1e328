/** The texts of apiKeys. */
export const en = {
  title: "API keys",
  words: {
    entities: {
      apiKey: "API key",
    },
    actions: {
      revoke: "Revoke",
    },
  },
} as const;
