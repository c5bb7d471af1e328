import type { EntityName } from "@waybill/validators";
import { readPermissionOf, type TenantContext } from "../../core/index.ts";

/** How many things of one kind are told at the most. */
const mostOfKind = 5;

/** Finds things of every kind that the caller may read. */
export class SearchService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** What a search finds, kind by kind; of each the best. */
  async find(search: string): Promise<{
    items: { entity: EntityName; id: string; label: string; detail: string }[];
    nextCursor: null;
  }> {
    const { registry, permissions } = this.#ctx;
    const readable = registry.searches.filter(({ entity }) => permissions.has(readPermissionOf(entity)));
    const found = await Promise.all(
      readable.map(async ({ entity, find }) =>
        (await find(this.#ctx, search, mostOfKind)).map((thing) => ({ entity, ...thing })),
      ),
    );
    return { items: found.flat(), nextCursor: null };
  }
}
