import { alphabetical } from "@waybill/db";
import { items, itemTags, stockMovements } from "@waybill/db/items";
import { tags } from "@waybill/db/tags";
import { insertTogether, newRows, type TenantContext } from "../../core/index.ts";
import { ItemService } from "./service.ts";

/** sku, name, grams, stock, price in cents */
const itemList: [string, string, number, number, number][] = [
  ["LMP-100", "Desk lamp, oak", 1450, 64, 5900],
  ["LMP-200", "Floor lamp, brass", 4200, 12, 18900],
  ["MUG-010", "Enamel mug, blue", 210, 340, 1250],
  ["MUG-011", "Enamel mug, cream", 210, 4, 1250],
  ["NTB-A5", "Notebook A5, dotted", 320, 510, 1490],
  ["NTB-A4", "Notebook A4, ruled", 540, 280, 1890],
  ["PEN-01", "Fountain pen, fine", 45, 96, 3400],
  ["INK-BK", "Ink, black, 50 ml", 160, 2, 990],
  ["BAG-CV", "Canvas bag", 380, 150, 2200],
  ["BLK-WO", "Wool blanket", 1600, 38, 8900],
  ["CHR-DN", "Dining chair, ash", 5200, 18, 21900],
  ["TBL-SD", "Side table", 7400, 9, 24900],
  ["CLK-WL", "Wall clock", 900, 45, 4900],
  ["VAS-GL", "Glass vase, tall", 1250, 27, 3900],
  ["CND-3P", "Candles, set of three", 460, 120, 1790],
  ["TRY-WD", "Serving tray", 1100, 33, 3200],
  ["KTL-ST", "Kettle, steel", 1350, 21, 7900],
  ["CUT-BD", "Cutting board", 980, 75, 2900],
  ["APR-LN", "Linen apron", 290, 64, 3500],
  ["TWL-2P", "Tea towels, set of two", 180, 210, 1600],
];

/** Writes the demo catalogue. @param random returns a number from 0 to below its argument. */
export async function writeDemoItems(ctx: TenantContext, random: (below: number) => number): Promise<void> {
  const { db, inTenant, tenant } = ctx;
  const rows = itemList.map(([sku, name, weight, , price]) => ({ sku, name, weight, price, currency: "EUR" }));
  await new ItemService(ctx).writeRows(rows);
  const [itemRows, tagRows] = await Promise.all([
    db.select({ id: items.id }).from(items).where(inTenant(items)).orderBy(items.sku),
    db.select({ id: tags.id }).from(tags).where(inTenant(tags)).orderBy(alphabetical(tags.name)),
  ]);
  const labels = itemRows.flatMap(({ id }, n) => {
    const tag = n % 3 === 1 ? tagRows[random(tagRows.length)] : undefined;
    return tag ? [{ tenantId: tenant.id, itemId: id, tagId: tag.id }] : [];
  });
  await db.insert(itemTags).values(labels);
}

/** A past movement. */
export interface PastMovement {
  itemId: string;
  kind: (typeof stockMovements.$inferInsert)["kind"];
  quantity: number;
  at: Date;
  parcelId?: string;
  counted?: number;
  reason?: string;
}

/** All movements of an item: an initial delivery that covers them, a count, and the current stock at the end. */
function ledgerOf(
  moved: PastMovement[],
  { itemId, stock, begin, counted }: { itemId: string; stock: number; begin: Date; counted: Date },
): PastMovement[] {
  const sum = (...kinds: string[]) =>
    moved.reduce((total, { kind, quantity }) => total + (kinds.includes(kind) ? quantity : 0), 0);
  const left = Math.max(stock, sum("reserve", "release"));
  const missing = stock > 40 ? 2 : 0;
  const received = left - sum("dispatch") + missing;
  const earlier = [...moved].sort((one, other) => one.at.getTime() - other.at.getTime());
  const before = earlier.filter(({ at }) => at < counted);
  const after = earlier.filter(({ at }) => at >= counted);
  const seen = before.reduce((total, { kind, quantity }) => total + (kind === "dispatch" ? quantity : 0), received);
  return [
    { itemId, kind: "receive", quantity: received, at: begin, reason: "First delivery" },
    ...before,
    ...(missing > 0
      ? [
          {
            itemId,
            kind: "count" as const,
            quantity: -missing,
            at: counted,
            counted: seen - missing,
            reason: "Monthly count",
          },
        ]
      : []),
    ...after,
  ];
}

/** Writes the demo ledger: the movements of the demo parcels and their origin. */
export async function writeDemoStock(ctx: TenantContext, history: readonly PastMovement[]): Promise<void> {
  const { db, inTenant, user, clock } = ctx;
  const now = clock.now().getTime();
  const stocks = new Map(itemList.map(([sku, , , stock]) => [sku, stock]));
  const begin = new Date(now - 15 * 86_400_000);
  const counted = new Date(now - 2 * 86_400_000);
  const itemRows = await db
    .select({ id: items.id, sku: items.sku })
    .from(items)
    .where(inTenant(items))
    .orderBy(items.sku);
  const ledgers = itemRows.map(({ id, sku }) => {
    const moved = history.filter(({ itemId }) => itemId === id);
    return ledgerOf(moved, { itemId: id, stock: stocks.get(sku) ?? 0, begin, counted });
  });
  await insertTogether(
    ctx,
    newRows(
      stockMovements,
      ledgers.flat().map(({ at, ...movement }) => ({
        ...{
          counted: null,
          reason: null,
          parcelId: null,
          userId: user?.id ?? null,
          actor: "user" as const,
          createdAt: at,
        },
        ...movement,
      })),
    ),
  );
}
