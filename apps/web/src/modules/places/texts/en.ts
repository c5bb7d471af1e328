/** The texts of places. */
export const en = {
  title: "Places",
  about: "The addresses that parcels go to.",
  new: "New place",
  import: "Import places",
} as const;
