import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startTestCluster } from "@waybill/db/testing";
import { reader } from "./filters.ts";
import { runMutants } from "./run.ts";

// `npm run mutants`: see docs/security/attack.md.

const { values } = parseArgs({
  options: { every: { type: "string", default: "1" }, only: { type: "string" }, verbose: { type: "boolean" } },
});

const { cluster, remove } = await startTestCluster();
try {
  let byReader = 0;
  const { mutants, killed, survivors } = await runMutants({
    every: Number(values.every),
    only: values.only,
    cluster,
    onMutant({ kind, name }, noticedBy) {
      if (noticedBy === reader) byReader += 1;
      if (values.verbose) process.stdout.write(`${noticedBy ? "✔" : "✖"} ${kind} ${name}\n    ${noticedBy}\n`);
    },
  });
  for (const { kind, name } of survivors) process.stdout.write(`✖ no one notices: ${kind} ${name}\n`);
  process.stdout.write(`${byReader} of the filters are missed by ${reader} alone\n`);
  process.stdout.write(`mutants ${mutants}, killed ${killed}\n`);
  const { REPORT } = process.env;
  if (REPORT) writeFileSync(REPORT, JSON.stringify({ mutants, killed }));
  process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
  await remove();
}
process.exit();
