import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestApp } from "@waybill/api/testing";
import { activity, installationActivity } from "@waybill/db/core";
import { desc, eq } from "drizzle-orm";
import { type CommandOutput, runCommand } from "./run.ts";

/** The command line of a test file, with a folder and the organisation `acme`. */
export class TestCommandLine {
  readonly testApp: TestApp;
  readonly acme: Awaited<ReturnType<typeof createAcme>>;
  /** The folder of the commands. */
  readonly folder = mkdtempSync(join(tmpdir(), "waybill-cli-"));

  private constructor(testApp: TestApp, acme: Awaited<ReturnType<typeof createAcme>>) {
    this.testApp = testApp;
    this.acme = acme;
  }

  static async start(): Promise<TestCommandLine> {
    const testApp = await TestApp.start();
    return new TestCommandLine(testApp, await createAcme(testApp));
  }

  readonly run = (...args: string[]): Promise<CommandOutput> =>
    runCommand(this.testApp.app, args, { directory: this.folder });

  /** Runs a command with `--json`, which writes nothing to standard error. */
  readonly json = async (...args: string[]) => {
    const { code, out, err } = await this.run("--json", ...args);
    if (err !== "") throw new Error(`The command has written to standard error: ${err}`);
    return { code, output: JSON.parse(out) };
  };

  /** The refusal of a command, with issues as `path code`. @throws if the command is not refused */
  readonly refusal = async (...args: string[]) => {
    const { code, output } = await this.json(...args);
    if (code !== 1) throw new Error(`The command ended with ${code}: ${JSON.stringify(output)}`);
    const issues: { path: string[]; code: string }[] = output.error.issues;
    return { code: output.error.code, issues: issues.map(({ path, code: why }) => `${path.join(".")} ${why}`) };
  };

  /** Writes a file to the folder. */
  readonly write = (name: string, text: string): void => writeFileSync(join(this.folder, name), text);

  /** The newest entries of an organisation's activity. */
  readonly entries = (limit: number, tenantId = this.acme.id) =>
    this.testApp.direct.transaction({ tenantId }, ({ db }) =>
      db.select().from(activity).where(eq(activity.tenantId, tenantId)).orderBy(desc(activity.id)).limit(limit),
    );

  /** The newest entries of the installation's activity. */
  readonly installationEntries = (limit: number) =>
    this.testApp.direct.transaction({}, ({ db }) =>
      db.select().from(installationActivity).orderBy(desc(installationActivity.id)).limit(limit),
    );
}

/** The options of a command in the organisation `acme`, in a member's name. */
export const as = ({ email }: { email: string }): string[] => ["--tenant", "acme", "--as", email];

const createAcme = (testApp: TestApp) => testApp.tenant("acme", "owner", "admin", "dispatcher", "viewer");
