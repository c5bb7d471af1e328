import { activityFilter, eventFilter, jobFilter } from "@waybill/validators";
import { defaultPageSize, maxPage } from "@waybill/validators/page-limits";
import { describe, expect, test } from "vitest";
import { activityListInput, activityListState } from "./activity/activity-list.ts";
import { eventListInput, eventListState } from "./events/event-list.ts";
import { fileListInput, fileListState } from "./files/file-list.ts";
import { jobListInput, jobListState } from "./jobs/job-list.ts";
import { operatorActivityInput, operatorActivityState } from "./operator/operator-activity-list.ts";

const id = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";
const paramsOf = (query: string) => Object.fromEntries(new URLSearchParams(query));

const jobs = (query: string) => jobListInput(jobListState.read(paramsOf(query)));
const activity = (query: string) => activityListInput(activityListState.read(paramsOf(query)));
const events = (query: string) => eventListInput(eventListState.read(paramsOf(query)));
const files = (query: string) => fileListInput(fileListState.read(paramsOf(query)));
const operators = (query: string) => operatorActivityInput(operatorActivityState.read(paramsOf(query)));

describe("the query of a list, from its URL", () => {
  test.each([
    [jobs, "?state=failed&type=parcels.makeLabel", { states: ["failed"], name: "parcels.makeLabel" }],
    [jobs, "?state=lost&type=%20", {}],
    [
      activity,
      `?who=${id}&about=tag&id=${id}&request=abc&from=2026-01-01&to=2026-01-31`,
      { userId: id, entity: "tag", entityId: id, requestId: "abc", from: "2026-01-01", to: "2026-01-31" },
    ],
    [activity, "?who=me&about=nothing&id=1&from=yesterday&to=0202-01-01", {}],
    [events, "?name=parcel.dispatched", { name: "parcel.dispatched" }],
    [events, `?name=${"n".repeat(101)}`, {}],
    [operators, `?who=${id}`, { userId: id }],
    [operators, "?who=me", {}],
  ])("%o %s", (inputOf, query, input) => expect(inputOf(query)).toEqual({ limit: 50, ...input }));

  test.each([
    ["", { page: 1 }],
    ["?kind=parcels.label&page=2", { kind: "parcels.label", page: 2 }],
    ["?page=0", { page: 1 }],
    ["?page=many", { page: 1 }],
    [`?page=${maxPage + 1}`, { page: maxPage }],
  ])("files %s", (query, input) => expect(files(query)).toEqual({ pageSize: defaultPageSize, ...input }));

  test("is accepted by the API", () => {
    expect(jobFilter.parse(jobs("?state=done&type=x"))).toMatchObject({ states: ["done"], name: "x" });
    expect(eventFilter.parse(events("?name=x"))).toMatchObject({ name: "x" });
    expect(activityFilter.parse(activity("?about=tag&from=2026-01-01"))).toMatchObject({ entity: "tag" });
  });
});
