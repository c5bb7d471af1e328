import { actorKinds } from "@waybill/validators";
import { movementKinds } from "@waybill/validators/items";
import { z } from "zod";
import { done, idOut, time } from "../../core/index.ts";

export const item = z.object({
  id: idOut,
  sku: z.string(),
  name: z.string(),
  weight: z.number(),
  onHand: z.number(),
  reserved: z.number(),
  available: z.number(),
  lowStockAt: z.number().nullable(),
  price: z.number(),
  currency: z.string(),
  archivedAt: time.nullable(),
  version: z.number(),
  createdAt: time,
  updatedAt: time,
  tagIds: z.array(idOut),
});

export const movement = z.object({
  position: z.number(),
  kind: z.enum(movementKinds),
  quantity: z.number(),
  onHand: z.number(),
  reserved: z.number(),
  counted: z.number().nullable(),
  reason: z.string().nullable(),
  parcelId: idOut.nullable(),
  parcelReference: z.string().nullable(),
  actor: z.enum(actorKinds),
  userName: z.string().nullable(),
  at: time,
});

/** An item that runs out; `daysLeft` is null without consumption in the period. */
export const runningOutRow = z.object({
  id: idOut,
  sku: z.string(),
  name: z.string(),
  available: z.number(),
  perDay: z.number(),
  daysLeft: z.number().nullable(),
});

/** The quantity on hand after a movement. */
export const balance = done.extend({ onHand: z.number() });
