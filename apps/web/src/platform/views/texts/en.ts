/** The texts of views. */
export const en = {
  title: "Saved views",
  words: {
    entities: {
      view: "saved view",
    },
    actions: {
      save: "Save",
      share: "Share",
    },
  },
} as const;
