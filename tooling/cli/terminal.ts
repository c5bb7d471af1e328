import { createInterface } from "node:readline/promises";

const colored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code: number) => (text: string) => (colored ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

let steps: NodeJS.WriteStream = process.stdout;

/** Makes {@link step} write to standard error, since standard output is for the result. */
export function stepsToStandardError(): void {
  steps = process.stderr;
}

/** The command that writes log lines; null in a terminal. */
let logged: string | null = null;

/** Outside of a terminal, makes messages log lines in the format of web and worker. */
export function logOutsideTerminal(command: string): void {
  if (!process.stdout.isTTY && process.env.LOG_FORMAT !== "pretty") logged = command;
}

/** Whether messages are log lines. */
export const isLogged = (): boolean => logged !== null;

/** A log line. @param level as in pino: 30 for information, 40 for warnings, 60 for fatal errors */
const line = (level: number, message: string): string =>
  `${JSON.stringify({ level, time: new Date().toISOString(), process: logged, msg: message.trim() })}\n`;

/** Reports progress. */
export function step(message: string): void {
  steps.write(logged ? line(30, message) : `${dim("›")} ${message}\n`);
}

/** Reports a problem. */
export function complain(message: string): void {
  steps.write(logged ? line(40, message) : `${red("!")} ${message}\n`);
}

/** Reports why the command has failed. */
export function fail(message: string): void {
  if (logged) process.stdout.write(line(60, message));
  else process.stderr.write(`\n${red("✖")} ${message}\n`);
}

/** An error with advice for people, printed without its stack. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Asks before an irreversible action. @throws {UserError} with `otherwise` if the answer is not "yes" */
export async function confirm(question: string, otherwise: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(question), closed]);
  terminal.close();
  if (answer.trim() !== "yes") throw new UserError(otherwise);
}
