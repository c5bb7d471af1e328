import type { FieldIssue } from "@waybill/validators";
import type { Balances } from "./ledger.ts";

/**
 * The reason why a movement cannot be written: too few would be on hand, or less than is reserved. Null if it can.
 *
 * @param quantity the change of the quantity on hand.
 * @param field the input's field with the quantity.
 */
export function movementRefusal(
  { name, onHand, reserved }: Balances,
  quantity: number,
  field: string,
): FieldIssue | null {
  const left = Math.max(0, onHand + quantity);
  if (onHand + quantity >= reserved) return null;
  const message =
    reserved > 0
      ? `${name}: ${reserved} reserved by packed parcels, but only ${left} would be left. Mark parcels as drafts first.`
      : `${name}: only ${onHand} on hand.`;
  return { path: [field], code: "too_small", entity: "item", message };
}

/**
 * The reason why a line of a parcel cannot be packed; null if there is enough stock.
 *
 * @param index the position of the line in the parcel.
 * @param missing the quantity that is missing.
 */
export function shortage(line: { name: string; quantity: number }, index: number, missing: number): FieldIssue | null {
  if (missing <= 0) return null;
  const maximum = line.quantity - missing;
  const message = `${line.name}: only ${maximum} available, but the parcel needs ${line.quantity}.`;
  return { path: ["lines", index, "quantity"], code: "too_big", entity: "item", message, params: { maximum } };
}
