export { unprintable } from "./fonts.ts";
export { type Line, type PrintedText, Typesetter, type Weight } from "./typesetter.ts";
