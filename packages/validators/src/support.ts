import { z } from "zod";
import { search } from "./common.ts";
import { oneOf } from "./numbers.ts";
import { tenantRef } from "./tenant-ref.ts";
import { text } from "./text.ts";

/** The durations of support access in minutes. */
export const supportMinutes = [15, 60, 240] as const;
export const startSupport = z.object({
  tenant: tenantRef,
  reason: text({ max: 300 }).min(10, "Enter a short reason. The organisation can read it."),
  minutes: oneOf(supportMinutes),
});
/** The search of operators among all tenants. */
export const tenantSearch = z.object({ search });
