/** The texts of activity. */
export const en = {
  title: "Activity",
  none: {
    title: "No activity yet",
    about: "Every action is recorded here. Entries cannot be changed.",
  },
  filters: {
    person: "Filter by person",
    anyone: "Anyone",
    subject: "Filter by subject",
    anything: "Any subject",
    from: "From",
    to: "To",
    thisOne: "this one",
    about: "Subject",
    request: "Request",
  },
  actors: {
    apiKey: "API key",
    apiKeyNamed: "API key {name}",
    support: "Support",
    operator: "Operator",
    command: "Command line",
    job: "Job",
  },
  entry: {
    for: "for {name}",
    show: "Show the details",
    hide: "Hide the details",
    from: "from {ip}",
    request: "Request {id}",
    all: "All activity of this {subject}",
    job: "The job",
    became: "became",
    nothing: "nothing",
  },
} as const;
