import { environmentOf } from "@waybill/config";
import { warnOfDemo } from "./demo.ts";
import { dataDirectory, dataOf, deleteData, openEnvironment, readEnvironment, requireUnlocked } from "./environment.ts";
import { run } from "./processes.ts";
import { confirm, Explained, step } from "./terminal.ts";

/** `npm run db:generate`: writes the migration that takes the database from the last one to today's tables. */
export function generate(args: string[]): Promise<number> {
  return run("drizzle-kit", ["generate", ...args], { folder: "packages/db" });
}

/** `npm run db:migrate`: brings the database up to date. */
export async function migrateNow(): Promise<number> {
  const environment = await openEnvironment("production", "beside");
  try {
    if (!environment.embedded) await warnOfDemo(environment);
  } finally {
    await environment.close();
  }
  step("The database is up to date");
  return 0;
}

/** `npm run db:studio`: looks into the database, as its owner: the embedded one's sees every tenant. */
export async function studio(): Promise<number> {
  const environment = await openEnvironment("development", "onlooker");
  try {
    return await run("drizzle-kit", ["studio"], { folder: "packages/db", env: environment.env });
  } finally {
    await environment.close();
  }
}

/** What `npm run operator` can do with a person, and what to say when it is done. */
const operatorActions: Record<string, string> = {
  grant: "is an operator now",
  revoke: "is no operator any more",
  "end-sessions": "is signed out everywhere",
  "reset-second-factor": "has no second factor any more, and is signed out everywhere",
};

/** `npm run operator -- grant|revoke|end-sessions|reset-second-factor <email>`: what is done by whoever has the machine. */
export async function operator(args: string[]): Promise<number> {
  const [action = "", email] = args;
  const done = operatorActions[action];
  if (!done || !email) {
    const actions = Object.keys(operatorActions).join("|");
    throw new Explained(`Say what and who: npm run operator -- ${actions} someone@example.com`);
  }
  const environment = await openEnvironment("production", "beside");
  try {
    const code = await run("node", ["src/operator.ts", ...args], {
      folder: "apps/worker",
      env: environmentOf("command", environment.env),
    });
    if (code === 0) step(`${email} ${done}`);
    return code;
  } finally {
    await environment.close();
  }
}

/** `npm run db:reset`: deletes the embedded database and the files, after asking. `-- --yes` does not ask. */
export async function reset(args: string[]): Promise<number> {
  if (readEnvironment("production").DATABASE_URL) {
    throw new Explained("DATABASE_URL is set: this command deletes the embedded database only, never one of yours.");
  }
  const directory = dataDirectory();
  requireUnlocked(directory);
  const parts = dataOf(directory);
  if (parts.length === 0) {
    step(`There is nothing in ${directory}`);
    return 0;
  }
  if (!args.includes("--yes")) await confirm(`Delete all data in ${directory}? Type yes: `, "Nothing was deleted.");
  await deleteData(directory);
  step("Deleted. The next start makes a new database.");
  return 0;
}
