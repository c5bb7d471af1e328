import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startTestCluster } from "@waybill/db/testing";
import { attack, tableOf } from "./attack.ts";

// `npm run attack`: see docs/security/attack.md.

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "200" }, only: { type: "string" }, short: { type: "boolean" } },
});

const { cluster, remove } = await startTestCluster();
try {
  const { only, short = false } = values;
  const tallies = await attack({ rounds: Number(values.rounds), thorough: !short, only, cluster });
  const leaks = tallies.flatMap((tally) => tally.leaks);
  for (const leak of leaks) process.stderr.write(`✖ ${leak}\n`);
  process.stdout.write(`${tableOf(tallies)}\n`);
  const calls = tallies.reduce((sum, tally) => sum + tally.calls, 0);
  const { REPORT } = process.env;
  if (REPORT) writeFileSync(REPORT, JSON.stringify({ rounds: Number(values.rounds), calls, leaks: leaks.length }));
  process.exitCode = leaks.length === 0 ? 0 : 1;
} finally {
  await remove();
}
process.exit();
