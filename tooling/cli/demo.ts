import { environmentOf } from "@waybill/config";
import { z } from "zod";
import { type Environment, openEnvironment } from "./environment.ts";
import { capture } from "./processes.ts";
import { complain, confirm, step, UserError } from "./terminal.ts";

const named = z.object({ name: z.string(), slug: z.string() });

/** The output of `apps/worker/src/demo.ts`. */
const content = z.object({
  accounts: z.array(z.object({ email: z.string(), operator: z.boolean() })),
  removed: z.array(named),
  kept: z.array(named.extend({ heir: z.object({ email: z.string() }).nullable() })),
  disarmed: z.array(z.string()),
});
type Content = z.output<typeof content>;

async function demoOf({ env }: Pick<Environment, "env">, action: "seed" | "find" | "remove"): Promise<Content> {
  const { code, output } = await capture("node", ["src/demo.ts", action], {
    env: environmentOf("command", env),
    folder: "apps/worker",
  });
  if (code !== 0) throw new UserError(`The demo accounts could not be read:\n${output}`);
  return content.parse(JSON.parse(output.trimEnd().split("\n").at(-1) ?? ""));
}

/**
 * Writes the demo data into an embedded database without accounts. A demo operator of an earlier version loses the rights,
 * because the password is published.
 *
 * @returns whether the demo account exists.
 */
export async function seedDemo(environment: Pick<Environment, "env">): Promise<boolean> {
  const { accounts, disarmed } = await demoOf(environment, "seed");
  for (const email of disarmed) {
    step(
      `${email} is no longer an operator, because its password is published. To make an operator: npm run waybill -- operators grant <email>`,
    );
  }
  return accounts.length > 0;
}

/** Warns of demo accounts in a database that others can reach, because their passwords are published. */
export async function warnOfDemo(environment: Pick<Environment, "env">): Promise<void> {
  const { accounts } = await demoOf(environment, "find");
  if (accounts.length === 0) return;
  const list = accounts.map(({ email, operator }) => `${email}${operator ? " (an operator)" : ""}`).join(", ");
  complain(
    `This database has demo accounts: ${list}. ` +
      "Their passwords are published, so everyone who reaches this server can sign in. " +
      "Remove them, and organisations without other members, with: npm run demo:remove",
  );
}

/** `npm run demo:remove`: removes the demo accounts from the database, after asking. `-- --yes` does not ask. */
export async function removeDemo(args: string[]): Promise<number> {
  const environment = await openEnvironment("production", "command");
  try {
    const found = await demoOf(environment, "find");
    if (found.accounts.length === 0) {
      step("There are no demo accounts");
      return 0;
    }
    process.stdout.write(`${preview(found).join("\n")}\n`);
    if (!args.includes("--yes")) await confirm("Remove this? Type yes: ", "Nothing was removed.");
    await demoOf(environment, "remove");
    step("The demo accounts are removed");
    return 0;
  } finally {
    await environment.close();
  }
}

/** The effects of the removal, one per line. */
function preview({ accounts, removed, kept }: Content): string[] {
  return [
    ...accounts.map(({ email }) => `  The account ${email} is removed.`),
    ...removed.map(({ name, slug }) => `  The organisation ${name} (${slug}) is removed with all its data.`),
    ...kept.map(
      ({ name, slug, heir }) =>
        `  The organisation ${name} (${slug}) stays, because it has other members.` +
        `${heir ? ` ${heir.email} becomes its owner, because it has no other one.` : ""}`,
    ),
  ];
}
