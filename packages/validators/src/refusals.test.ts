import { expect, test } from "vitest";
import { z } from "zod";
import { fieldIssue } from "./issues.ts";
import { issuesIn } from "./refusals.ts";

const issue = { path: ["lines", 2, "itemId"], code: "not_found", message: "There is no such item.", entity: "item" };

test.each([
  ["issues", { issues: [issue, { path: [], code: "invalid", message: "no" }] }],
  ["issues with another field", { code: "BAD_REQUEST", issues: [issue] }],
  ["an unknown code", { issues: [issue, { ...issue, code: "unheard_of" }] }],
  ["an issue without a message", { issues: [{ path: [], code: "invalid" }] }],
  ["an issue without a path", { issues: [{ code: "invalid", message: "no" }] }],
  ["no list", { issues: "none" }],
  ["an empty list", { code: "INTERNAL_SERVER_ERROR" }],
  ["a text", "no"],
  ["nothing", null],
  ["nothing", undefined],
])("the result equals that of the schema: %s", (_what, data) => {
  const bySchema = z.object({ issues: z.array(fieldIssue) }).safeParse(data).data?.issues ?? [];
  expect(issuesIn(data)).toEqual(bySchema);
});
