export { writtenAmount } from "./amounts.ts";
export { type Arbitrary, against, anything, codeUnits, type Domain, valid } from "./arbitraries.ts";
export { flawsOf, type NumberBounds } from "./flaws.ts";
export { everySchema } from "./sources.ts";
