import { tags } from "@waybill/db/tags";

export const table = tags;
