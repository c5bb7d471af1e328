/** The texts of files. */
export const en = {
  title: "Files",
  words: {
    entities: {
      file: "file",
    },
    actions: {
      create: "Upload",
    },
  },
} as const;
