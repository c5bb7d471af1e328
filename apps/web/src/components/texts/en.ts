/** The texts of components, forms and pages that belong to no module. */
export const en = {
  about: "A dispatch desk that many organisations share.",
  language: "Language",
  cancel: "Cancel",
  save: "Save",
} as const;
