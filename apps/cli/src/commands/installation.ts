import type { Finding } from "@waybill/api/doctor";
import { loadSettings, type ProcessKind, processKinds, type SettingRow, settingsTable } from "@waybill/config";
import { type Command, Option } from "commander";
import { ReportedProblem } from "../failure.ts";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";

const ofProcess = (command: Command): Command =>
  command.addOption(
    new Option("--process <kind>", "only with the settings of this kind of process; by default with all").choices(
      processKinds,
    ),
  );

/** Adds the commands about the installation. */
export function addInstallation(program: Command, session: Session): void {
  ofProcess(program.command("settings"))
    .description("print all settings with value, source and problem; secrets are masked")
    .action(({ process: kind }: { process?: ProcessKind }) => {
      const items = settingsHere(session, kind);
      const columns = { name: "SETTING", value: "VALUE", from: "FROM", problem: "PROBLEM" };
      session.print({ items }, tableOf(items, columns));
      if (items.some(({ problem }) => problem)) throw new ReportedProblem();
    });
  ofProcess(program.command("doctor"))
    .description("check settings, database, mail server, files, queue and workers")
    .action(async ({ process: kind }: { process?: ProcessKind }) => {
      const items = await findings(session, kind);
      session.print({ items }, items.map(lineOf).join("\n"));
      if (items.some(({ state }) => state === "wrong")) throw new ReportedProblem();
    });
}

function settingsHere(
  { settings: { env, directory, startSets } }: Session,
  kind: ProcessKind | undefined,
): SettingRow[] {
  const rows = settingsTable({ env, directory }, kind ?? null);
  return rows.map((row) =>
    startSets.has(row.name) && row.from === "environment" ? { ...row, from: "npm start" } : row,
  );
}

async function findings(session: Session, kind: ProcessKind | undefined): Promise<Finding[]> {
  const wrongFor = (of: ProcessKind | undefined) => settingsHere(session, of).filter(({ problem }) => problem);
  const diagnosed = async (of: ProcessKind | undefined) => {
    const { diagnose } = await import("@waybill/api/doctor");
    return diagnose(await session.open(loadSettings(session.settings, of ?? null)));
  };
  const wrong = wrongFor(kind);
  if (wrong.length === 0) {
    return [
      { check: "settings", state: "ok", message: "Every setting can be read", advice: null },
      ...(await diagnosed(kind)),
    ];
  }
  const message = wrong.map(({ name, problem }) => `${name}: ${problem}`).join("; ");
  const all: Finding = {
    check: "settings",
    state: "wrong",
    message,
    advice: "See docs/settings.md, and waybill settings.",
  };
  // The other checks need complete settings. A command itself does not get the mail server's.
  if (!kind && wrongFor("worker").length === 0) return [all, ...(await diagnosed("worker"))];
  if (wrongFor("command").length > 0) return [all];
  return [all, ...(await diagnosed("command")).filter(({ check }) => check !== "mail")];
}

const signs = { ok: "✔", warning: "!", wrong: "✖" } as const;

const lineOf = ({ check, state, message, advice }: Finding): string =>
  `${signs[state]} ${check.padEnd(12)}${message}.${advice ? `\n  ${" ".repeat(12)}${advice}` : ""}`;
