import { parseArgs } from "node:util";
import { fuzz } from "./run.ts";

// `npm run fuzz`: see docs/testing.md.

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "20000" },
    seed: { type: "string" },
    only: { type: "string" },
  },
});

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const failures = await fuzz({ inputs: Number(values.inputs), seed, only: values.only ?? "" });
process.exit(failures === 0 ? 0 : 1);
