import { type Procedure, proceduresInTenant } from "./procedures.ts";
import { samples } from "./samples.ts";
import { idFor } from "./tenant-data.ts";
import type { World } from "./world.ts";

/** The outcome of a call. */
export interface Outcome {
  code: string;
  /** The content that the procedure returned. */
  answer: unknown;
}

/** Waits for a call to succeed or fail. */
export function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  return call.then(
    (answer) => ({ code: "ok", answer }),
    (error) => ({ code: String(error.code), answer: { message: error.message, issues: error.cause?.issues } }),
  );
}

/** Calls a procedure as Acme's owner. */
export const byOwner = (world: World, name: string, input: unknown): Promise<Outcome> =>
  outcomeOf(world.call(world.made.acme.members.owner, name, input));

/** The answers to Acme's queries by query and input. */
export type Answers = ReadonlyMap<string, string>;

/** The queries of a tenant. */
export const queries = proceduresInTenant.filter(({ type }) => type === "query");

/** Calls one of Acme's queries like a page, and with each filter alone. */
export async function ask(world: World, { name, schema }: Procedure): Promise<Answers> {
  const { acme, inputs } = world.made;
  const prepared = name in inputs ? [inputs[name]] : [];
  const answers = new Map<string, string>();
  for (const input of [...prepared, ...samples(schema, (path) => idFor(acme.ids, path, name))]) {
    answers.set(`${name} ${JSON.stringify(input)}`, JSON.stringify(await byOwner(world, name, input)));
  }
  return answers;
}

/** Calls all of Acme's queries. */
export async function askAll(world: World): Promise<Answers> {
  const answers: [string, string][] = [];
  for (const query of queries) answers.push(...(await ask(world, query)));
  return new Map(answers);
}
