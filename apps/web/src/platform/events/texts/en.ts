/** The texts of events. */
export const en = {
  title: "Events",
  fields: {
    handler: "Handler",
    missedOnly: "Missed only",
    to: "To",
    from: "From",
  },
  words: {
    entities: {
      event: "event",
    },
    actions: {
      replay: "Replay",
    },
  },
} as const;
