export { escapeFormula, unescapeFormula } from "./formulas.ts";
