import { tags } from "@waybill/db";

export const table = tags;
