import { entityNames } from "@waybill/validators";
import { expect, test } from "vitest";
import { notFound, stale } from "./errors.ts";

test.each(entityNames)("refusals that name a %s use the word that people have for it", (entity) => {
  const messages = [notFound(entity).message, ...stale(entity).issues.map(({ message }) => message)];
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).not.toMatch(/tenant|[a-z][A-Z]/);
});
