import { parcelSteps } from "@waybill/db/parcels";
import { attentionKinds, batchOutcomes, obstacleKinds, parcelStates } from "@waybill/validators/parcels";
import { z } from "zod";
import { idOut, time } from "../../core/index.ts";

const state = z.enum(parcelStates);

export const parcelRow = z.object({
  id: idOut,
  reference: z.string(),
  state,
  recipientId: idOut,
  recipientName: z.string(),
  recipientCity: z.string(),
  recipientCountry: z.string(),
  attention: z.enum(attentionKinds).nullable(),
  failure: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
  tagIds: z.array(idOut),
  lineCount: z.number(),
});

const address = z.object({
  name: z.string(),
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  postcode: z.string().nullable(),
  city: z.string(),
  country: z.string(),
});

const line = z.object({
  itemId: idOut,
  sku: z.string(),
  name: z.string(),
  weight: z.number(),
  price: z.number(),
  currency: z.string(),
  quantity: z.number(),
});

const whole = parcelRow.extend({
  note: z.string().nullable(),
  carrier: z.string().nullable(),
  labelFileId: idOut.nullable(),
  dispatchedAt: time.nullable(),
  deliveredAt: time.nullable(),
  version: z.number(),
  recipient: address.extend({ id: idOut, code: z.string() }),
  weight: z.number(),
});

/** Current data before the dispatch; afterwards the data of the shipment. */
export const parcel = z.union([
  whole.extend({
    lines: z.array(line.extend({ available: z.number(), archivedAt: time.nullable() })),
    currentPlace: z.null(),
    shipment: z.null(),
  }),
  whole.extend({
    lines: z.array(line.extend({ available: z.null(), archivedAt: z.null() })),
    currentPlace: address.nullable(),
    shipment: z.object({ id: idOut, number: z.number(), sender: z.object({ name: z.string() }) }),
  }),
]);

export const step = z.object({
  id: idOut,
  kind: z.enum(parcelSteps.kind.enumValues),
  detail: z.string().nullable(),
  at: time,
  bySystem: z.boolean(),
  userName: z.string().nullable(),
});

export const attention = z.record(z.enum([...attentionKinds, "total"]), z.number());

export const overview = z.object({ byState: z.record(state, z.number()) });

/** Seconds; null if unknown. */
const times = z.object({ median: z.number().nullable(), p95: z.number().nullable() });

export const figures = overview.extend({
  /** The first and the last day. */
  from: z.string(),
  to: z.string(),
  byDay: z.array(z.object({ day: z.string(), dispatched: z.number(), delivered: z.number() })),
  /** From creation to dispatch, for parcels dispatched in the period. */
  toDispatch: times,
  /** From dispatch to delivery, for parcels delivered in the period. */
  toDeliver: times,
  /** Parcels dispatched in the period, and how many of them have failed. */
  carriers: z.array(z.object({ carrier: z.string().nullable(), dispatched: z.number(), failed: z.number() })),
});

/** `until` has microseconds: later parcels were not counted. */
export const counted = z.object({ count: z.number(), more: z.boolean(), until: z.string() });

export const startedBatch = z.object({ jobId: idOut, parcels: z.number() });

export const preflightOutcome = z.object({
  until: z.string(),
  total: z.number(),
  ready: z.number(),
  drafts: z.number(),
  obstacles: z.array(
    z.object({
      kind: z.enum(obstacleKinds),
      parcels: z.number(),
      subjects: z.array(
        z.object({
          entity: z.enum(["parcel", "place", "item", "tenant"]),
          id: idOut,
          name: z.string(),
          message: z.string(),
          parcels: z.number(),
          references: z.array(z.string()),
        }),
      ),
      more: z.number(),
    }),
  ),
  others: z.array(z.object({ state, message: z.string(), parcels: z.number(), references: z.array(z.string()) })),
  moreOthers: z.boolean(),
});

export const batch = z.object({ total: z.number(), done: z.number(), refused: z.number() });

export const batchEntry = z.object({
  position: z.number(),
  id: idOut,
  reference: z.string(),
  state,
  reasons: z.array(z.string()),
  outcome: z.enum(batchOutcomes).nullable(),
});

export const nextReference = z.object({ reference: z.string() });

export const usedCarrier = z.object({ name: z.string() });
