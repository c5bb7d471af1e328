import { createInterface } from "node:readline/promises";

const colored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code: number) => (text: string) => (colored ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

let steps: NodeJS.WriteStream = process.stdout;

/** Has {@link step} write to standard error: standard output is the result's. */
export function stepsBesideResult(): void {
  steps = process.stderr;
}

/** The command whose words are lines of a log; null where a person reads them. */
let logged: string | null = null;

/** Has what a command says become lines of a log, as web and worker write them, where no person reads it. */
export function logOutsideTerminal(command: string): void {
  if (!process.stdout.isTTY && process.env.LOG_FORMAT !== "pretty") logged = command;
}

/** Whether the command's words are lines of a log. */
export const isLogged = (): boolean => logged !== null;

/** A line of the log. @param level as pino has it: 30 for information, 40 for warnings, 60 for what ends the command */
const line = (level: number, message: string): string =>
  `${JSON.stringify({ level, time: new Date().toISOString(), process: logged, msg: message.trim() })}\n`;

/** Tells a person who waits what is being done. */
export function step(message: string): void {
  steps.write(logged ? line(30, message) : `${dim("›")} ${message}\n`);
}

/** Tells of what is not as it should be. */
export function complain(message: string): void {
  steps.write(logged ? line(40, message) : `${red("!")} ${message}\n`);
}

/** Tells why a command has failed. */
export function fail(message: string): void {
  if (logged) process.stdout.write(line(60, message));
  else process.stderr.write(`\n${red("✖")} ${message}\n`);
}

/** An error that a person can do something about: shown without a stack. */
export class Explained extends Error {
  override readonly name = "Explained";
}

/** Asks before something that cannot be undone. @throws {Explained} with `otherwise` where the answer is not "yes" */
export async function confirm(question: string, otherwise: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(question), closed]);
  terminal.close();
  if (answer.trim() !== "yes") throw new Explained(otherwise);
}
