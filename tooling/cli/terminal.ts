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

/** Tells a person who waits what is being done. */
export function step(message: string): void {
  steps.write(`${dim("›")} ${message}\n`);
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
