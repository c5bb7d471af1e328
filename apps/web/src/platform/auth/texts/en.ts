/** The texts of auth. */
export const en = {
  signIn: {
    title: "Sign in",
  },
} as const;
