import fc from "fast-check";
import type { Answer, Wire } from "./http.ts";
import { callers, type FuzzCaller, type FuzzTenant } from "./records.ts";

/** An input with its caller. */
export interface Call {
  caller: FuzzCaller;
  wire: Wire;
}

/** A target of inputs. */
export interface Target {
  /** Its name for `--only`. */
  name: string;
  /** Its share of all inputs. */
  weight: number;
  /** Valid and invalid inputs. */
  calls(fuzzTenant: FuzzTenant): fc.Arbitrary<Call>;
  /** Inputs that should be accepted, sent first; empty if unknown. */
  samples?(fuzzTenant: FuzzTenant): fc.Arbitrary<Call>[];
  /** Additional problems of an answer. */
  faultOf?(answer: Answer): string | null;
}

/** Every kind of caller, those with more permissions more often. */
export const anyCaller: fc.Arbitrary<FuzzCaller> = fc.oneof(
  { arbitrary: fc.constant<FuzzCaller>("owner"), weight: 3 },
  { arbitrary: fc.constantFrom(...callers), weight: 5 },
);

/** A query's input as a parameter of the URL. */
export const inQuery = (input: unknown): string =>
  input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input) ?? "")}`;

export const json = { "content-type": "application/json" };
