// A module declares its texts in `texts/en.ts`, and translates them in `texts/de.ts` beside it. They are ICU messages:
// `{name}` stands for a value, `{count, plural, one {# parcel} other {# parcels}}` for forms that a number decides.

export type { Translation } from "@waybill/validators";
