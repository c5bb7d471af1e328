import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { z } from "zod";
import { type CallableBy, createCallerFactory, router } from "./core/index.ts";
import type { ReadInput } from "./core/procedures/request.ts";
import * as modules from "./modules/index.ts";
import { platform } from "./platform/index.ts";

/** The routers of modules by name. */
export function routersOf<Modules extends Record<string, { router: object }>>(from: Modules) {
  const entries = Object.entries(from).map(([name, module]) => [name, module.router]);
  // fromEntries loses the types.
  return Object.fromEntries(entries) as { [Name in keyof Modules]: Modules[Name]["router"] };
}

/** All procedures of the platform and the business modules. */
export const appRouter = router({ ...routersOf(platform), ...routersOf(modules) });

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);

/** The reader of an input: a schema, with or without rules. */
const parser = z.custom<{ parseAsync(input: unknown): Promise<unknown> }>(
  (value) => typeof value === "object" && value !== null && "parseAsync" in value,
);

/** Properties of a procedure that tRPC's types do not expose. */
const definition = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  meta: z
    .custom<{ access: CallableBy; fresh?: boolean; process?: boolean }>((value) => typeof value === "object")
    .optional(),
  inputs: z.array(parser),
  output: z.instanceof(z.ZodType),
});

/** All procedure definitions by path: kind, callers, input and output. */
export const definitions: ReadonlyMap<string, z.output<typeof definition>> = new Map(
  Object.entries(appRouter._def.procedures).map(([path, procedure]) => [
    path,
    definition.parse(Reflect.get(procedure, "_def")),
  ]),
);

/** For a request that only validates an input: see `createContext`. */
export const readInput: ReadInput = async (path, input) => {
  for (const one of definitions.get(path)?.inputs ?? []) await one.parseAsync(input);
};
