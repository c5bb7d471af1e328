import * as owned from "./owned/index.ts";
import type { OwnedByModule } from "./secure-parts.ts";

/** The functions, triggers and rights of business modules. */
export const ownedByModules: readonly OwnedByModule[] = Object.values<OwnedByModule>(owned);
