/** The languages that the product speaks, by their BCP 47 tags. The first one is for everybody who asks for another. */
export const languages = ["en", "de"] as const;

/** A language that the product speaks. */
export type Language = (typeof languages)[number];
