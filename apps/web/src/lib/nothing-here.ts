import type { Metadata } from "next";

const title = "Not found · Waybill";

/**
 * What the head says of what does not exist, and of what may not be seen: the same, so that one is not told from the
 * other. A layout gives it to every page below.
 */
export const nothingHere: Metadata = { title: { absolute: title, template: title } };
