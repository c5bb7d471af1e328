import { idFor } from "./furnish.ts";
import { type Procedure, proceduresFor } from "./procedures.ts";
import { samples } from "./samples.ts";
import type { World } from "./world.ts";

/** How a call ended. */
export interface Outcome {
  code: string;
  /** What the caller was told. */
  answer: unknown;
}

/** Waits for a call, whatever becomes of it. */
export function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  return call.then(
    (answer) => ({ code: "ok", answer }),
    (error) => ({ code: String(error.code), answer: { message: error.message, issues: error.cause?.issues } }),
  );
}

/** Calls a procedure as Acme's owner. */
export const byOwner = (world: World, name: string, input: unknown): Promise<Outcome> =>
  outcomeOf(world.call(world.made.acme.members.owner, name, input));

/** Answers of Acme's queries, by the query and what it was asked. */
export type Answers = ReadonlyMap<string, string>;

/** The queries of a tenant. */
export const queries = proceduresFor("tenant").filter(({ type }) => type === "query");

/** Asks one of Acme's queries what a page asks, and each of its filters alone. */
export async function ask(world: World, { name, schema }: Procedure): Promise<Answers> {
  const { acme, inputs } = world.made;
  const prepared = name in inputs ? [inputs[name]] : [];
  const answers = new Map<string, string>();
  for (const input of [...prepared, ...samples(schema, (path) => idFor(acme.ids, path, name))]) {
    answers.set(`${name} ${JSON.stringify(input)}`, JSON.stringify(await byOwner(world, name, input)));
  }
  return answers;
}

/** Asks every query of Acme's. */
export async function askAll(world: World): Promise<Answers> {
  const answers: [string, string][] = [];
  for (const query of queries) answers.push(...(await ask(world, query)));
  return new Map(answers);
}
