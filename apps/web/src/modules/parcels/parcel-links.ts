import type { ParcelState } from "@waybill/validators/parcels";

interface Days {
  from: string;
  to: string;
}

/** The query of the list of parcels that are meant by a number. */
export function listOf(meant: {
  states?: readonly ParcelState[];
  tag?: string | undefined;
  carrier?: string | null;
  dispatched?: Days | undefined;
  delivered?: Days | undefined;
}): string {
  const { states, tag, carrier, dispatched, delivered } = meant;
  const days = (range: Days | undefined) => range && `${range.from}..${range.to}`;
  const values = { state: states?.join(), tag, carrier, dispatched: days(dispatched), delivered: days(delivered) };
  const given = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return new URLSearchParams(given).toString();
}
