import { useLocale } from "next-intl";
import { type Formats, formatsOf } from "./format.ts";

/** Formats of times, amounts and counts in the language of the page. */
export const useFormats = (): Formats => formatsOf(useLocale());
