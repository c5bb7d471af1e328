export { PdfFonts } from "./pdf-fonts.ts";
export { type PrintedText, unprintable } from "./pieces.ts";
export { drawLine, type Line, Typesetter, Unprintable } from "./typesetter.ts";
