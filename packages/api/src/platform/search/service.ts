import type { EntityName } from "@waybill/validators";
import { readPermissionOf, type TenantContext } from "../../core/index.ts";

/** The maximum number of results per kind. */
const maxOfKind = 5;

/** Searches all kinds of records that the caller may read. */
export class SearchService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** The results of a search by kind; the best of each. */
  async find(search: string): Promise<{
    items: { entity: EntityName; id: string; label: string; detail: string }[];
    nextCursor: null;
  }> {
    const { registry, permissions } = this.#ctx;
    const readable = registry.searches.filter(({ entity }) => permissions.has(readPermissionOf(entity)));
    const found = await Promise.all(
      readable.map(async ({ entity, find }) =>
        (await find(this.#ctx, search, maxOfKind)).map((match) => ({ entity, ...match })),
      ),
    );
    return { items: found.flat(), nextCursor: null };
  }
}
