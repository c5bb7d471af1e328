import { parseArgs } from "node:util";
import { startTestCluster } from "@waybill/db/testing";
import { attack, tableOf } from "./attack.ts";

// `npm run attack`: see docs/security/attack.md.

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "200" }, only: { type: "string" }, short: { type: "boolean" } },
});

const { cluster, stop } = await startTestCluster();
try {
  const { only, short = false } = values;
  const tallies = await attack({ rounds: Number(values.rounds), thorough: !short, only, cluster });
  const leaks = tallies.flatMap((tally) => tally.leaks);
  for (const leak of leaks) process.stderr.write(`✖ ${leak}\n`);
  process.stdout.write(`${tableOf(tallies)}\n`);
  process.exitCode = leaks.length === 0 ? 0 : 1;
} finally {
  await stop();
}
process.exit();
