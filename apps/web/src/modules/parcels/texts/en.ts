/** The texts of parcels. */
export const en = {
  title: "Parcels",
  about: "What you pack and send, and where it is.",
  new: "New parcel",
  import: "Import parcels",
  attention: {
    title: "Needs attention",
  },
  fields: {
    reference: "Reference",
    recipientId: "Recipient",
    lines: "Lines",
    note: "Note",
    packed: "Packed",
    selection: "Selection",
    parcels: "Parcels",
  },
  words: {
    entities: {
      parcel: "parcel",
    },
    actions: {
      dispatch: "Dispatch",
      cancel: "Cancel",
      retry: "Retry",
    },
  },
} as const;
