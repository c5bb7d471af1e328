import { root } from "../cli/processes.ts";
import { wrongDocuments } from "./check.ts";

const wrong = wrongDocuments(root);
process.stdout.write(wrong.map((line) => `  ${line}\n`).join(""));
process.exit(wrong.length === 0 ? 0 : 1);
