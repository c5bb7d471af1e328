import { hash } from "@node-rs/argon2";
import { newId } from "@waybill/db";
import { items, itemTags, stockMovements } from "@waybill/db/items";
import { parcelEvents, parcelItems, parcels, parcelTags, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { tags } from "@waybill/db/tags";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import type { App, TenantContext } from "./core/context.ts";
import { asUser } from "./core/membership.ts";
import { accessOf, everyPermission } from "./core/permissions.ts";
import { insertTogether, newRows } from "./core/sql.ts";
import { inTenant, system, unitOfWork } from "./core/unit-of-work.ts";
import { demo } from "./demo-accounts.ts";
import { ItemService } from "./modules/items/service.ts";
import { simulatedName } from "./modules/parcels/carriers/simulated.ts";
import { weightOf } from "./modules/parcels/shipments.ts";
import { PlaceService } from "./modules/places/service.ts";
import { TagService } from "./modules/tags/service.ts";
import { RoleService } from "./platform/roles/index.ts";

const tagList = [
  ["Fragile", "red"],
  ["Express", "amber"],
  ["Gift", "pink"],
  ["Oversize", "violet"],
  ["Returns ok", "teal"],
] as const;

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

/** code, name, street, postcode, city, country */
const placeList: [string, string, string, string, string, string][] = [
  ["C-1001", "Ada Lovelace", "Unter den Linden 77", "10117", "Berlin", "DE"],
  ["C-1002", "Café Central", "Herrengasse 14", "1010", "Wien", "AT"],
  ["C-1003", "Marta Nowak", "Nowy Świat 22", "00-373", "Warszawa", "PL"],
  ["C-1004", "Boekhandel Jansen", "Prinsengracht 263", "1016 GV", "Amsterdam", "NL"],
  ["C-1005", "Studio Moreau", "Rue de Rivoli 99", "75001", "Paris", "FR"],
  ["C-1006", "Chiara Bianchi", "Via Roma 12", "50123", "Firenze", "IT"],
  ["C-1007", "Hotel Miramar", "Carrer de Mallorca 401", "08013", "Barcelona", "ES"],
  ["C-1008", "Lars Holm", "Strøget 5", "1160", "København", "DK"],
  ["C-1009", "Atelier Berg", "Drottninggatan 61", "111 21", "Stockholm", "SE"],
  ["C-1010", "Eleanor Wright", "10 Rose Street", "EH2 2PR", "Edinburgh", "GB"],
  ["C-1011", "Kontor Nord GmbH", "Große Bleichen 8", "20354", "Hamburg", "DE"],
  ["C-1012", "Papelaria Fernandes", "Rua Augusta 150", "1100-053", "Lisboa", "PT"],
  ["C-1013", "Grace Hopper", "350 Fifth Avenue", "10118", "New York", "US"],
  ["C-1014", "Yuki Tanaka", "1-1 Marunouchi", "100-0005", "Tokyo", "JP"],
];

/** Numbers that look random and are the same each time. */
function sequence(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/**
 * Writes the demonstration's organisation into an empty database: a catalogue, recipients, and two weeks of parcels.
 * Its accounts have a published password or none; none of them is an operator. Where anybody has an account, it writes
 * nothing.
 */
export async function seedDemo(app: App): Promise<void> {
  const origin = { requestId: "seed", log: app.log, user: null, actor: system };
  await unitOfWork(app, origin, {}, async (work) => {
    const { db } = work.context;
    const existing = await db.select({ id: users.id }).from(users).limit(1);
    if (existing.length > 0) return;
    const [user] = await db
      .insert(users)
      .values({
        email: demo.email,
        name: "Demo Person",
        emailVerifiedAt: new Date(),
        passwordHash: await hash(demo.password),
      })
      .returning();
    const [tenant] = await db.insert(tenants).values({ name: demo.tenant, slug: demo.slug }).returning();
    if (!user || !tenant) throw new Error("Nothing was written.");
    const [colleague] = await db
      .insert(users)
      .values({ email: "mia@waybill.localhost", name: "Mia Brandt", emailVerifiedAt: new Date() })
      .returning();
    work.transaction.enterTenant(tenant.id);
    const context = { ...work.context, user: asUser(user), actor: { kind: "user", id: null, ip: null } as const };
    const permissions = everyPermission(app.registry.resources);
    const ctx = inTenant(app, { ...work, context }, tenant, accessOf(app.registry.resources, permissions, user.id));
    await db.insert(memberships).values({ tenantId: tenant.id, userId: user.id, role: "owner" });
    const packing = [
      "items.read",
      "jobs.read",
      "parcels.read",
      "parcels.update",
      "places.read",
      "tags.read",
      "tenants.read",
    ];
    const { id: packer } = await new RoleService(ctx).create({ name: "Packer", permissions: packing });
    if (colleague) {
      await db.insert(memberships).values({ tenantId: tenant.id, userId: colleague.id, customRoleId: packer });
    }
    await fill(ctx, user.id);
  });
}

const noDriver = "The carrier answered 503: No driver is free";

/** The state of the demonstration's parcel number `n`, the oldest first. Two of them need attention. */
function stateOf(n: number): (typeof parcels.$inferSelect)["state"] {
  if (n === 50) return "in_transit";
  if (n === 51) return "failed";
  if (n < 52) return n % 17 === 8 ? "cancelled" : "delivered";
  return n < 56 ? "packed" : "draft";
}

async function fill(ctx: TenantContext, userId: string) {
  const { db, own } = ctx;
  const tenantId = ctx.tenant.id;
  for (const [name, color] of tagList) await new TagService(ctx).create({ name, color });
  const rows = itemList.map(([sku, name, weight, , price]) => ({ sku, name, weight, price, currency: "EUR" }));
  await new ItemService(ctx).writeRows(rows);
  await new PlaceService(ctx).writeRows(
    placeList.map(([code, name, line1, postcode, city, country]) => ({
      ...{ code, name, line1, postcode, city, country: country as "DE" }, // one of the codes; the list is above
      ...{ line2: null, latitude: null, longitude: null },
    })),
  );
  const [itemRows, placeRows, tagRows] = await Promise.all([
    db.select().from(items).where(own(items)).orderBy(items.sku),
    db.select().from(places).where(own(places)).orderBy(places.code),
    db.select({ id: tags.id }).from(tags).where(own(tags)).orderBy(tags.name),
  ]);
  const random = sequence(7);
  const pick = <T>(list: T[]): T => list[random(list.length)] as T; // the lists above are not empty
  await db
    .insert(itemTags)
    .values(itemRows.flatMap(({ id }, n) => (n % 3 === 1 ? [{ tenantId, itemId: id, tagId: pick(tagRows).id }] : [])));
  const now = ctx.clock.now().getTime();
  const history: PastMovement[] = [];
  for (let n = 0; n < 60; n += 1) {
    const created = new Date(now - (60 - n) * 5.4 * 3_600_000);
    const state = stateOf(n);
    const after = (hours: number) => new Date(created.getTime() + hours * 3_600_000);
    const delivered = state === "delivered";
    const left = delivered || state === "in_transit" || state === "failed";
    const taken = delivered || state === "in_transit";
    const place = pick(placeRows);
    const reference = `WB-${1001 + n}`;
    const id = newId();
    const carriage = { trackingNumber: `SIM${100_000_000_000 + n * 7_919}`, handedOverAt: after(2.1) };
    await db.insert(parcels).values({
      ...{ tenantId, id, state, createdBy: userId, createdAt: created, updatedAt: after(delivered ? 4.5 : 1) },
      reference,
      recipientId: place.id,
      ...(left ? { dispatchedAt: after(2) } : {}),
      ...(taken ? { ...carriage, carrier: simulatedName } : {}),
      ...(delivered ? { deliveredAt: after(4.5) } : {}),
      ...(state === "failed" ? { failure: noDriver } : {}),
    });
    const chosen = new Set(Array.from({ length: 1 + random(3) }, () => pick(itemRows)));
    const lines = [...chosen].map(({ id: itemId, sku, name, weight, price, currency }) => ({
      ...{ itemId, sku, name, weight, price, currency, quantity: 1 + random(4) },
    }));
    await db
      .insert(parcelItems)
      .values(lines.map(({ itemId, quantity }, position) => ({ tenantId, parcelId: id, itemId, position, quantity })));
    const moved = (kind: PastMovement["kind"], sign: 1 | -1, hours: number) =>
      lines.map(({ itemId, quantity }) => ({
        itemId,
        kind,
        quantity: sign * quantity,
        at: after(hours),
        parcelId: id,
      }));
    if (state !== "draft") history.push(...moved("reserve", 1, 0.5));
    if (state === "cancelled") history.push(...moved("release", -1, 1));
    if (left) history.push(...moved("release", -1, 2), ...moved("dispatch", -1, 2));
    if (left) {
      const { name, line1, line2, postcode, city, country } = place;
      const recipient = { name, line1, line2, postcode, city, country };
      const sender = { name: ctx.tenant.name };
      const shipmentId = newId();
      await db.insert(shipments).values({
        ...{ tenantId, id: shipmentId, parcelId: id, number: 1, reference, recipient, sender, lines },
        ...{ weight: weightOf(lines), carrier: simulatedName, createdAt: after(2), ...(taken ? carriage : {}) },
      });
      await db
        .update(parcels)
        .set({ shipmentId })
        .where(own(parcels, eq(parcels.id, id)));
    }
    if (random(3) === 0) await db.insert(parcelTags).values({ tenantId, parcelId: id, tagId: pick(tagRows).id });
    const step = (kind: (typeof parcelEvents.$inferInsert)["kind"], hours: number, bySystem = false) => ({
      ...{ tenantId, parcelId: id, kind, createdAt: after(hours), userId, bySystem },
      detail: kind === "failed" ? noDriver : null,
    });
    await db
      .insert(parcelEvents)
      .values([
        step("created", 0),
        ...(state === "draft" ? [] : [step("packed", 0.5)]),
        ...(state === "cancelled" ? [step("cancelled", 1)] : []),
        ...(left ? [step("dispatched", 2), step("labelled", 2.01, true)] : []),
        ...(taken ? [step("in_transit", 2.1, true)] : []),
        ...(delivered ? [step("delivered", 4.5, true)] : []),
        ...(state === "failed" ? [step("failed", 2.2, true)] : []),
      ]);
  }
  const stocks = new Map(itemList.map(([sku, , , stock]) => [sku, stock]));
  const begin = new Date(now - 15 * 86_400_000);
  const ledgers = itemRows.map(({ id, sku }) => {
    const own = history.filter(({ itemId }) => itemId === id);
    return ledgerOf(own, { itemId: id, stock: stocks.get(sku) ?? 0, begin, counted: new Date(now - 2 * 86_400_000) });
  });
  await insertTogether(
    ctx,
    newRows(
      stockMovements,
      ledgers.flat().map(({ at, ...movement }) => ({
        ...{ counted: null, reason: null, parcelId: null, userId, actor: "user" as const, createdAt: at },
        ...movement,
      })),
    ),
  );
}

/** A movement of the past. */
interface PastMovement {
  itemId: string;
  kind: (typeof stockMovements.$inferInsert)["kind"];
  quantity: number;
  at: Date;
  parcelId?: string;
  counted?: number;
  reason?: string;
}

/** Every movement of an item, from a delivery that had enough for all of them, to the stock of the list, with a count. */
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
            reason: "Stocktaking",
          },
        ]
      : []),
    ...after,
  ];
}
