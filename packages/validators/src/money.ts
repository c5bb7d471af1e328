import { z } from "zod";
import { currencyCodes } from "./currency-digits.ts";
import { text } from "./text.ts";

export * from "./currency-digits.ts";

/** An ISO 4217 code. */
export const currency = text({ max: 10, kind: "code" })
  .toUpperCase()
  .pipe(z.enum(currencyCodes, "Use a currency code, such as EUR."));
