import fc from "fast-check";
import { type Caller, type Cast, callers } from "./cast.ts";
import type { Answer, Wire } from "./http.ts";

/** One input: what is sent, and by whom. */
export interface Call {
  caller: Caller;
  wire: Wire;
}

/** Something that inputs are sent to. */
export interface Target {
  /** What `--only` names it by. */
  name: string;
  /** Its part of all inputs, by weight. */
  weight: number;
  /** Inputs of every kind. */
  calls(cast: Cast): fc.Arbitrary<Call>;
  /** Inputs that should be accepted, one of each of which is sent first; none where nothing can be said of that. */
  samples?(cast: Cast): fc.Arbitrary<Call>[];
  /** What is wrong with an answer, beyond what is wrong with any. */
  faultOf?(answer: Answer): string | null;
}

/** Every kind of caller, the ones that may do most more often. */
export const anybody: fc.Arbitrary<Caller> = fc.oneof(
  { arbitrary: fc.constant<Caller>("owner"), weight: 3 },
  { arbitrary: fc.constantFrom(...callers), weight: 5 },
);

/** An input for a query, in an address. */
export const inQuery = (input: unknown): string =>
  input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input) ?? "")}`;

export const json = { "content-type": "application/json" };
