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
  single: "Event",
  tabs: {
    all: "All events",
    map: "Handlers",
    deadLetters: "Dead letters",
  },
  columns: {
    name: "Event",
    payload: "Payload",
    causedBy: "Caused by",
    when: "When",
    version: "Version",
    request: "Request",
  },
  filter: "Filter by event",
  any: "Any event",
  none: {
    title: "No events yet",
    about: "Each change of a record publishes an event, which appears here.",
  },
  page: {
    handlers: "Handlers",
    details: "Details",
    noHandlers: "No handler reacts to this event.",
    later: "{module}, after the commit",
    inside: "{module}, in the transaction",
    replay: "Replay",
    replayed: "The event will be replayed",
  },
  map: {
    version: "version {version}",
    noHandlers: "no handlers",
    replay: "Replay…",
  },
  replaying: {
    title: "Replay events to {handler}",
    about:
      "The handler receives them again as if they had just happened. Handlers can receive an event twice without harm.",
    missed: "Only events that it has never received",
    all: "All events",
    from: "From (optional)",
    to: "To (optional)",
    count: "{count, plural, one {# event will be replayed.} other {# events will be replayed.}}",
    countOfFirst:
      "{count, plural, =0 {None of the first events will be replayed.} one {At least # event will be replayed.} other {At least # events will be replayed.}} Only the first {checked} are counted.",
    counting: "Counting…",
    start: "Replay",
  },
  deadLetters: {
    none: "No dead letters",
    about: "Jobs of handlers whose last attempt failed are listed here with the reason.",
    retried: "The handler will be retried",
    attempts: "{count, plural, one {# attempt} other {# attempts}}, <at></at>",
    attemptsOf: "{count, plural, one {# attempt} other {# attempts}}, <at></at> · <event>the event</event>",
  },
} as const;
