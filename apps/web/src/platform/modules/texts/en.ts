/** The texts of modules. */
export const en = {
  title: "Modules",
  words: {
    actions: {
      switch: "Switch on and off",
    },
  },
} as const;
