import { expect, test } from "vitest";
import { z } from "zod";
import { fieldIssue } from "./issues.ts";
import { issuesIn } from "./refusals.ts";

const issue = { path: ["lines", 2, "itemId"], code: "not_found", message: "There is no such item.", entity: "item" };

test.each([
  ["issues", { issues: [issue, { path: [], code: "invalid", message: "no" }] }],
  ["more than issues", { code: "BAD_REQUEST", issues: [issue] }],
  ["an issue of an unknown code", { issues: [issue, { ...issue, code: "unheard_of" }] }],
  ["an issue without a text", { issues: [{ path: [], code: "invalid" }] }],
  ["an issue without a position", { issues: [{ code: "invalid", message: "no" }] }],
  ["no list", { issues: "none" }],
  ["no issues", { code: "INTERNAL_SERVER_ERROR" }],
  ["a text", "no"],
  ["nothing", null],
  ["nothing at all", undefined],
])("%s are read like the schema reads them", (_what, data) => {
  const bySchema = z.object({ issues: z.array(fieldIssue) }).safeParse(data).data?.issues ?? [];
  expect(issuesIn(data)).toEqual(bySchema);
});
