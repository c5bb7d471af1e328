import type { OwnedByModule } from "./database-objects.ts";
import * as owned from "./owned/index.ts";

/** The functions, triggers and rights of business modules. */
export const ownedByModules: readonly OwnedByModule[] = Object.values<OwnedByModule>(owned);
