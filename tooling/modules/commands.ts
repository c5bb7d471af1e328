import { Command, CommanderError } from "commander";
import { UserError } from "../cli/terminal.ts";

/**
 * Parses the arguments of a command.
 *
 * @param describe adds arguments and options.
 * @returns null for `--help`, after it was printed.
 * @throws {UserError} for invalid arguments
 */
export function readCommand(name: string, args: string[], describe: (command: Command) => void): Command | null {
  let output = "";
  const command = new Command(`npm run ${name} --`);
  describe(command);
  command.exitOverride().configureOutput({
    writeErr: (text) => {
      output += text;
    },
  });
  try {
    return command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return null;
    const why = output
      .replace(/^error: /, "")
      .trim()
      .replace(/\.?$/, ".");
    throw new UserError(`${why} npm run ${name} -- --help says what it takes.`);
  }
}
