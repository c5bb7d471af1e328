/** The texts of items. */
export const en = {
  title: "Items",
  about: "The goods that you send, and their stock.",
  new: "New item",
  import: "Import items",
  importCounts: "Import stock counts",
} as const;
