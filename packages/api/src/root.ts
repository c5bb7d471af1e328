import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createCallerFactory, router } from "./core/index.ts";
import { modules } from "./modules/index.ts";
import { platform } from "./platform/index.ts";

/** The routers of modules, by the modules' names. */
function routersOf<Modules extends Record<string, { router: object }>>(from: Modules) {
  const entries = Object.entries(from).map(([name, module]) => [name, module.router]);
  // fromEntries forgets which name has which router.
  return Object.fromEntries(entries) as { [Name in keyof Modules]: Modules[Name]["router"] };
}

/** Every procedure: the platform's, and those of the business modules that are switched on. */
export const appRouter = router({ ...routersOf(platform), ...routersOf(modules) });

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);
