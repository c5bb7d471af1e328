import { waybill } from "./waybill.ts";

process.exitCode = await waybill(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  // The folder where the command was typed: npm runs scripts in the project's folder.
  directory: process.env.INIT_CWD ?? process.cwd(),
  settings: {
    env: process.env,
    directory: process.cwd(),
    startSets: new Set(process.env.WAYBILL_START_SETS?.split(",")),
  },
});
