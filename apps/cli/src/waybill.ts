import completion from "@bomb.sh/tab/commander";
import { Command, CommanderError } from "commander";
import manifest from "../../../package.json" with { type: "json" };
import { addEvents } from "./commands/events.ts";
import { addExports } from "./commands/exports.ts";
import { addImports } from "./commands/imports.ts";
import { addInstallation } from "./commands/installation.ts";
import { addJobs } from "./commands/jobs.ts";
import { addMembers } from "./commands/members.ts";
import { addModules } from "./commands/modules.ts";
import { addOperators } from "./commands/operators.ts";
import { addPeople } from "./commands/people.ts";
import { addQueues } from "./commands/queues.ts";
import { addSecrets } from "./commands/secrets.ts";
import { addTenants } from "./commands/tenants.ts";
import { type Failure, failureOf, linesOf, ReportedProblem } from "./failure.ts";
import { type CliEnvironment, Session } from "./session.ts";

/** Exit codes: success, failure, wrong usage. */
const codes = { done: 0, failed: 1, usage: 2 } as const;

/** Exit reasons of commander without an error. */
const plainEnds = new Set(["commander.help", "commander.helpDisplayed", "commander.version"]);

/**
 * The program with all commands.
 *
 * @param session the output and the app of commands.
 */
export function programOf(session: Session): Command {
  const program = new Command("waybill")
    .description("Waybill from the command line, with the same services, rules and permissions as the pages.")
    .option("--json", "print one JSON document, also for errors")
    .option("--verbose", "print the log, on standard error")
    .option("--version", "print the version")
    .on("option:version", () => {
      session.print({ version: manifest.version }, manifest.version);
      throw new CommanderError(0, "commander.version", manifest.version);
    })
    .showHelpAfterError("See --help.")
    .configureHelp({ showGlobalOptions: true });
  addTenants(program, session);
  addMembers(program, session);
  addModules(program, session);
  addPeople(program, session);
  addOperators(program, session);
  addImports(program, session);
  addExports(program, session);
  addEvents(program, session);
  addJobs(program, session);
  addQueues(program, session);
  addSecrets(program, session);
  addInstallation(program, session);
  completion(program);
  return program;
}

/** Makes a program throw where it would exit, and write to the session. */
function contain(command: Command, io: CliEnvironment, json: boolean): void {
  let failed = false;
  command
    .exitOverride(({ exitCode, code, message }) => {
      throw new CommanderError(exitCode, code, withAllMissing(command, reasonOf(command, code, message)));
    })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // With `--json` the document contains the errors; the help for a missing subcommand is not printed.
      writeErr: (text) => void ((json && failed) || io.stderr.write(text)),
      outputError(text, write) {
        failed = true;
        write(`${withAllMissing(command, text.trimEnd())}\n`);
      },
    });
  for (const inner of command.commands) contain(inner, io, json);
}

/** The reason: where commander prints help, a missing subcommand. */
function reasonOf(command: Command, code: string, message: string): string {
  if (code !== "commander.help") return message;
  return `Specify a command. Available: ${command.commands.map((inner) => inner.name()).join(", ")}.`;
}

/** All missing arguments; commander reports only the first. */
function withAllMissing(command: Command, message: string): string {
  if (!/^error: (?:required option|missing required argument) /.test(message)) return message;
  const options: string[] = [];
  for (let one: Command | null = command; one; one = one.parent) {
    const lacking = one.options.filter(
      (option) => option.mandatory && one?.getOptionValue(option.attributeName()) === undefined,
    );
    options.push(...lacking.map(({ flags }) => `required option '${flags}' not specified`));
  }
  const lacking = command.registeredArguments.filter(
    ({ required }, place) => required && command.args[place] === undefined,
  );
  const missing = [...lacking.map((argument) => `missing required argument '${argument.name()}'`), ...options];
  return missing.length > 1 ? `error: ${missing.join("\n  ")}` : message;
}

/**
 * Runs one command.
 *
 * @param args the arguments, without the program's name.
 * @returns the exit code: 0 success; 1 refused, failed or a problem found; 2 wrong usage.
 */
export async function waybill(args: readonly string[], io: CliEnvironment): Promise<number> {
  const flags = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined);
  const json = flags.includes("--json");
  const session = new Session(io, { json, verbose: flags.includes("--verbose") });
  const printFailure = (failure: Failure) => {
    if (json) io.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);
    else io.stderr.write(`${linesOf(failure).join("\n")}\n`);
  };
  try {
    const program = programOf(session);
    contain(program, io, json);
    await program.parseAsync(args, { from: "user" });
    return codes.done;
  } catch (error) {
    if (error instanceof ReportedProblem) return codes.failed;
    if (error instanceof CommanderError) {
      if (plainEnds.has(error.code) && error.exitCode === 0) return codes.done;
      const message = error.message.replace(/^error: /, "");
      if (json) printFailure({ code: "USAGE", message, issues: [], requestId: null });
      return codes.usage;
    }
    const failure = await failureOf(error, session.request?.requestId ?? null);
    if (failure.code === "INTERNAL_SERVER_ERROR") session.unexpected(error);
    printFailure(failure);
    return failure.code === "USAGE" ? codes.usage : codes.failed;
  } finally {
    await session.close();
  }
}
