import { id } from "./common.ts";
import type { EntityDeclaration } from "./entity.ts";
import * as modules from "./modules.ts";
import { text } from "./text.ts";

/** Whether a slug can be parsed as a UUID, with hyphens anywhere: Postgres would accept it. */
export const looksLikeId = (slug: string) => /^[0-9a-f]{32}$/.test(slug.replaceAll("-", ""));

/**
 * The first segments of the app's own paths, those of the modules' lists, and common ones of web apps. A test compares
 * the list with the existing pages.
 */
export const reservedSlugs: ReadonlySet<string> = new Set([
  ...["account", "api", "dev", "invitations", "operator", "operator-pages", "organisations"],
  ...["confirm-email", "forgot-password", "reset-password", "sign-in", "sign-up", "undo-email", "verify-email"],
  ...["activity", "api-keys", "attention", "events", "jobs", "members", "roles", "settings"],
  ...Object.values<readonly EntityDeclaration[]>(modules).flatMap((things) => things.map(({ plural }) => plural)),
  ...["admin", "assets", "auth", "health", "help", "internal", "login", "logout", "metrics", "new", "public", "ready"],
  ...["security", "sign-out", "static", "status", "support", "system", "well-known", "www", "null", "undefined"],
]);

/** A reference to a tenant: its slug, or its id in any case. */
export const tenantRef = text({ max: 100, kind: "code" }).transform((ref) => id.safeParse(ref).data ?? ref);
