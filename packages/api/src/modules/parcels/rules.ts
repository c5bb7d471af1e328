import { items } from "@waybill/db/items";
import { parcels } from "@waybill/db/parcels";
import { importInput } from "@waybill/validators";
import {
  createParcel,
  maxParcelWeight,
  parcelExport,
  retryParcels,
  selectionInput,
  startBatch,
  updateParcel,
} from "@waybill/validators/parcels";
import { sql } from "drizzle-orm";
import { type ConstraintTable, checked, type Rule, refers, type Target, unique } from "../../core/index.ts";
import { toUpload } from "../../platform/files/index.ts";
import { toItem } from "../items/index.ts";
import { toPlace } from "../places/index.ts";
import { toTag } from "../tags/index.ts";
import { tooHeavy } from "./dispatch/obstacles.ts";
import { parcelFiles } from "./files.ts";

/** The target of references to parcels. */
export const toParcel: Target = { entity: "parcel", table: parcels, label: parcels.reference };

const referenceTaken = {
  entity: "parcel",
  message: (reference: string) => `The reference ${reference} is already used by another parcel.`,
  // A cancelled parcel frees its reference.
  where: sql`${parcels.state} <> 'cancelled'`,
} as const;

/** The total weight of the items must not exceed the maximum. */
const weightLimit: Rule<"lines", "too_big", never> = {
  path: "lines",
  keyOf: JSON.stringify,
  query: (keys, _except, tenantId) => sql`
    select key, false as unavailable from unnest(${keys}::text[]) as key
    where (
      select sum(${items.weight}::bigint * line.quantity)
      from jsonb_to_recordset(key::jsonb) as line ("itemId" uuid, quantity bigint)
      join ${items} on ${items.tenantId} = ${tenantId} and ${items.id} = line."itemId") > ${sql.raw(String(maxParcelWeight))}`,
  issueOf: ({ path }, result) =>
    result
      ? { path, code: "too_big", entity: "parcel", message: tooHeavy, params: { maximum: maxParcelWeight } }
      : null,
};

export const createParcelInput = checked(createParcel, [
  unique(parcels.reference, "reference", referenceTaken),
  refers(toPlace, "recipientId"),
  refers(toItem, "lines.*.itemId"),
  refers(toTag, "tagIds.*"),
  weightLimit,
]);

export const updateParcelInput = checked(updateParcel, [
  unique(parcels.reference, "reference", { ...referenceTaken, except: "id" }),
  refers(toPlace, "recipientId"),
  refers(toItem, "lines.*.itemId"),
  refers(toTag, "tagIds.*"),
  weightLimit,
]);

export const exportParcelsInput = checked(parcelExport, [refers(toTag, "tagIds.*"), refers(toPlace, "recipientId")]);
export const importParcelsInput = checked(importInput, [refers(toUpload(parcelFiles.upload), "fileId")]);
export const retryParcelsInput = checked(retryParcels, [refers(toParcel, "ids.*")]);

export const selectedParcelsInput = checked(selectionInput, [refers(toParcel, "selection.ids.*")]);
export const startBatchInput = checked(startBatch, [refers(toParcel, "selection.ids.*")]);

const gone = (path: string[], entity: "item" | "tag" | "place", message: string) =>
  ({ path, code: "not_found", entity, message }) as const;

export const parcelConstraints: ConstraintTable = {
  parcels_reference_key: {
    path: ["reference"],
    code: "taken",
    entity: "parcel",
    message: "This reference is already used by another parcel.",
  },
  parcels_label_fkey: {
    path: [],
    code: "conflict",
    entity: "parcel",
    message: "This label belongs to a parcel that is still on its way. Remove it after the delivery.",
  },
  parcels_recipient_fkey: gone(["recipientId"], "place", "This place no longer exists. Choose another one."),
  parcel_items_item_fkey: gone(["lines"], "item", "One of these items no longer exists. Choose another one."),
  parcel_tags_tag_fkey: gone(["tagIds"], "tag", "One of these tags no longer exists. Choose others."),
};
