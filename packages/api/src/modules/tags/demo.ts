import type { TenantContext } from "../../core/index.ts";
import { TagService } from "./service.ts";

const tagList = [
  ["Fragile", "red"],
  ["Express", "amber"],
  ["Gift", "pink"],
  ["Oversize", "violet"],
  ["Returns ok", "teal"],
] as const;

/** Writes the demo tags. */
export async function writeDemoTags(ctx: TenantContext): Promise<void> {
  for (const [name, color] of tagList) await new TagService(ctx).create({ name, color });
}
