export { unprintable } from "./fonts.ts";
export { FontSet, type Line, type PrintedText, Typesetter, type Weight } from "./typesetter.ts";
