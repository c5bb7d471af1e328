import { id } from "./common.ts";
import type { EntityDeclaration } from "./entity.ts";
import * as modules from "./modules.ts";
import { text } from "./text.ts";

/** Whether a slug reads like a UUID, wherever its hyphens stand: Postgres would take it for one. */
export const looksLikeId = (slug: string) => /^[0-9a-f]{32}$/.test(slug.replaceAll("-", ""));

/**
 * The first words of the app's own paths, those of the modules' lists, and those that such apps tend to get. A test holds the list to the pages that
 * there are.
 */
export const reservedSlugs: ReadonlySet<string> = new Set([
  ...["account", "api", "dev", "invitations", "operator", "operator-pages", "organisations"],
  ...["confirm-email", "forgot-password", "reset-password", "sign-in", "sign-up", "undo-email", "verify-email"],
  ...["activity", "api-keys", "attention", "events", "jobs", "members", "roles", "settings"],
  ...Object.values<readonly EntityDeclaration[]>(modules).flatMap((things) => things.map(({ plural }) => plural)),
  ...["admin", "assets", "auth", "health", "help", "internal", "login", "logout", "metrics", "new", "public", "ready"],
  ...["security", "sign-out", "static", "status", "support", "system", "well-known", "www", "null", "undefined"],
]);

/** How a request names a tenant: by its slug, or by its id in any letter case. */
export const tenantRef = text({ max: 100, kind: "code" }).transform((ref) => id.safeParse(ref).data ?? ref);
