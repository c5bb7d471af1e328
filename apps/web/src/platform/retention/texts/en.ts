/** The texts of retention. */
export const en = {
  title: "Retention",
  kept: "{days, plural, one {Kept for # day.} other {Kept for # days.}}",
  keptForever: "Kept forever.",
  usual: "{days, plural, one {Default: # day.} other {Default: # days.}}",
  usualForever: "Default: kept forever.",
  list: "{days, plural, one {{title}: kept for # day.} other {{title}: kept for # days.}} <link>Retention</link>",
  change: "Change",
  changeNamed: "Change the retention: {title}",
  saved: "{title}: saved",
  about: "Older entries are removed every night.",
  days: "Days",
  help: "{min} or more. Leave empty for the default: {days, plural, one {# day} other {# days}}.",
  helpForever: "{min} or more. Leave empty to keep everything.",
} as const;
