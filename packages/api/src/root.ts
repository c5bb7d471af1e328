import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { z } from "zod";
import { type CallableBy, createCallerFactory, router } from "./core/index.ts";
import type { ReadInput } from "./core/request.ts";
import * as modules from "./modules/index.ts";
import { platform } from "./platform/index.ts";

/** The routers of modules, by the modules' names. */
export function routersOf<Modules extends Record<string, { router: object }>>(from: Modules) {
  const entries = Object.entries(from).map(([name, module]) => [name, module.router]);
  // fromEntries forgets which name has which router.
  return Object.fromEntries(entries) as { [Name in keyof Modules]: Modules[Name]["router"] };
}

/** Every procedure: the platform's, and those of the business modules. */
export const appRouter = router({ ...routersOf(platform), ...routersOf(modules) });

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);

/** What reads an input: a schema, or one with its rules. */
const parser = z.custom<{ parseAsync(input: unknown): Promise<unknown> }>(
  (value) => typeof value === "object" && value !== null && "parseAsync" in value,
);

/** What tRPC's types do not tell of a procedure. */
const definition = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  meta: z
    .custom<{ access: CallableBy; fresh?: boolean; process?: boolean }>((value) => typeof value === "object")
    .optional(),
  inputs: z.array(parser),
  output: z.instanceof(z.ZodType),
});

/** Every procedure's definition, by its path: its kind, who may call it, what reads its input, and what it answers. */
export const definitions: ReadonlyMap<string, z.output<typeof definition>> = new Map(
  Object.entries(appRouter._def.procedures).map(([path, procedure]) => [
    path,
    definition.parse(Reflect.get(procedure, "_def")),
  ]),
);

/** For a request that asks only what is wrong with an input: see `createContext`. */
export const readInput: ReadInput = async (path, input) => {
  for (const one of definitions.get(path)?.inputs ?? []) await one.parseAsync(input);
};
