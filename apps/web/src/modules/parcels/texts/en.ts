/** The texts of parcels. */
export const en = {
  title: "Parcels",
  about: "What you pack and send, and where it is.",
  new: "New parcel",
  import: "Import parcels",
  attention: {
    title: "Needs attention",
  },
} as const;
