import * as owned from "./owned/index.ts";
import type { OwnedByModule } from "./secure-parts.ts";

/** What the business modules have in the database beside their tables. */
export const ownedByModules: readonly OwnedByModule[] = Object.values<OwnedByModule>(owned);
