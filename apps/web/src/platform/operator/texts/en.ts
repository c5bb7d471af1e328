/** The texts of operator. */
export const en = {
  title: "Operator",
} as const;
