import { TRPCError } from "@trpc/server";
import type { FieldIssue } from "@waybill/validators";
import { InputRefused } from "../errors.ts";

/** The most values of an input, and their greatest depth: more than any form sends. */
const maxValues = 10_000;
const maxDepth = 16;

/**
 * Checks the size of an input before its schema does: a schema would report every entry of a list that is too long.
 *
 * @throws BAD_REQUEST for too many or too deep values.
 * @throws UNSUPPORTED_MEDIA_TYPE for FormData and streams.
 */
export function measureInput(input: unknown): void {
  const waiting = [{ value: input, depth: 0 }];
  let values = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    values += 1;
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    if (!isJson(value)) throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: "Send JSON." });
    const inner = Object.values(value);
    if (values + waiting.length + inner.length > maxValues) {
      throw tooBig(`Send at most ${maxValues} values at a time.`);
    }
    if (inner.length > 0 && depth === maxDepth) {
      throw tooBig(`Use at most ${maxDepth} levels of nesting.`);
    }
    for (const one of inner) waiting.push({ value: one, depth: depth + 1 });
  }
}

function tooBig(message: string): TRPCError {
  const issue: FieldIssue = { path: [], code: "too_big", message };
  return new TRPCError({ code: "BAD_REQUEST", cause: new InputRefused([issue]) });
}

/** Whether a value is a JSON list or object. */
function isJson(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
