export { PdfFonts } from "./pdf-fonts.ts";
export { type PrintedText, unprintable } from "./shape-line.ts";
export { drawLine, type Line, Typesetter, Unprintable } from "./typesetter.ts";
