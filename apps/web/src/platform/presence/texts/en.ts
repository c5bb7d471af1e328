/** The texts of presence. */
export const en = {
  one: "{first} is here too",
  two: "{first} and {second} are here too",
  more: "{first} and {count, plural, one {# other} other {# others}} are here too",
  words: {
    entities: {
      presence: "presence",
    },
  },
} as const;
