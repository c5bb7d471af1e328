/** The texts of modules. */
export const en = {
  title: "Modules",
} as const;
