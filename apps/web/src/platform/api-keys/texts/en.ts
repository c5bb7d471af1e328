/** The texts of apiKeys. */
export const en = {
  title: "API keys",
} as const;
