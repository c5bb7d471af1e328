import { tenants } from "@waybill/db/tenants";
import { tenantSearch, zodIssues } from "@waybill/validators";
import { and, asc, eq, gt, ilike, or, type SQL, sql } from "drizzle-orm";
import type { App } from "../core/context.ts";
import { cursorPageOf } from "../core/data/pagination.ts";
import { contains } from "../core/data/sql.ts";
import { InputRefused, issuesOf, refuse } from "../core/errors.ts";
import { recordForInstallation } from "../core/events/installation-activity.ts";
import type { RequestContext } from "../core/procedures/request.ts";
import { commandContext } from "../core/work/command-context.ts";
import { createTenantInput } from "../platform/tenants/index.ts";
import { ofInstallation } from "./work.ts";

/**
 * Adds the issues of the rest of the input to the refusal of a new organisation's owner, since no caller can ask the
 * procedure.
 *
 * @throws {InputRefused} with all issues; or `error` itself if it is not a refusal
 */
export async function refuseOwner(app: App, error: unknown, input: unknown): Promise<never> {
  if (!(error instanceof InputRefused)) throw error;
  const request = await commandContext(app);
  const others = await ofInstallation(request, () => createTenantInput.parseAsync(input), { readOnly: true }).then(
    () => [],
    (failure: unknown) => {
      const issues = issuesOf(failure);
      if (issues.length === 0) throw failure;
      return issues;
    },
  );
  throw new InputRefused([...others, ...error.issues]);
}

/**
 * The id of an organisation.
 *
 * @param reference its slug or id.
 * @throws {InputRefused} `not_found` at `tenant`
 */
export function tenantIdOf(request: RequestContext, reference: string): Promise<string> {
  return ofInstallation(
    request,
    async ({ db }) => {
      const { id, slug } = tenants;
      const named = or(eq(slug, reference), sql`${id}::text = ${reference}`);
      const [found] = await db.select({ id }).from(tenants).where(named);
      const message = `The organisation ${reference} does not exist.`;
      return found?.id ?? refuse({ path: ["tenant"], code: "not_found", message });
    },
    { readOnly: true },
  );
}

/** Organisations per page. */
const tenantsPerPage = 200;

/**
 * The organisations by slug, in pages. Leaves an entry like the operators' page.
 *
 * @param of.search part of a name or slug; all if omitted.
 * @param of.cursor the slug after which the page begins.
 */
export function listTenants(
  request: RequestContext,
  { search, cursor }: { search?: string | undefined; cursor?: string | undefined } = {},
) {
  return ofInstallation(request, async (context) => {
    const { id, name, slug, timeZone, createdAt } = tenants;
    const rows = await context.db
      .select({ id, name, slug, timeZone, createdAt })
      .from(tenants)
      .where(and(named(search), cursor ? gt(slug, cursor) : undefined))
      .orderBy(asc(slug))
      .limit(tenantsPerPage + 1);
    await recordForInstallation(context, { action: "support.tenants", summary: "viewed the list of organisations" });
    return cursorPageOf(rows, tenantsPerPage, (row) => row.slug);
  });
}

function named(search: string | undefined): SQL | undefined {
  const parsed = tenantSearch.safeParse({ search });
  if (!parsed.success) throw new InputRefused(zodIssues(parsed.error, { search }));
  const words = parsed.data.search;
  if (!words) return undefined;
  const pattern = contains(words);
  return or(ilike(tenants.name, pattern), ilike(tenants.slug, pattern));
}
