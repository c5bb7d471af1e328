import { entityNames } from "@waybill/validators";
import { expect, test } from "vitest";
import { notFound, stale } from "../errors.ts";

test.each(entityNames)("refusals about a %s use its word for people", (entity) => {
  const messages = [notFound(entity).message, ...stale(entity).issues.map(({ message }) => message)];
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).not.toMatch(/tenant|[a-z][A-Z]/);
});
