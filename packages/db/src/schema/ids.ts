import { v7 } from "uuid";

/** A new id: UUID version 7 (RFC 9562). Ids sort by their creation time. */
export const newId = (): string => v7();
