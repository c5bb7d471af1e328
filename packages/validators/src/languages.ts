/** The languages of the product, as BCP 47 tags. The first one is the default. */
export const languages = ["en", "de"] as const;

/** A language that the product speaks. */
export type Language = (typeof languages)[number];

/** The locale in which a language writes dates, numbers and amounts, as a BCP 47 tag: texts in English are British. */
export const localeOf: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE" };

/** Whether a tag is that of a language that the product speaks. */
export const isLanguage = (tag: unknown): tag is Language => languages.some((each) => each === tag);

/** The shape of a translation: the same keys, with other texts. */
export type Translation<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string ? string : Translation<Texts[Key]>;
};
