// A module declares its texts in `texts/en.ts`, and translates them in `texts/de.ts` beside it. They are ICU messages:
// `{name}` stands for a value, `{count, plural, one {# parcel} other {# parcels}}` for forms that a number decides.

/** The shape of a translation: the same keys, with other texts. */
export type Translation<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string ? string : Translation<Texts[Key]>;
};
