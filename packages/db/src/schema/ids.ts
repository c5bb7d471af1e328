import { v7 } from "uuid";

/** A new id: UUID version 7 (RFC 9562), made by the application; ids sort by the time of their making. */
export const newId = (): string => v7();
