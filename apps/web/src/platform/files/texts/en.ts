/** The texts of files. */
export const en = {
  title: "Files",
} as const;
