import { describe, expect, test } from "vitest";
import { InputRefused } from "../errors.ts";
import { pageOf, pageWindow } from "./pagination.ts";

const rows = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("a page of a list", () => {
  test("is read with one more row, which shows whether there is a next page", () => {
    expect(pageWindow({ page: 3, pageSize: 25 })).toEqual({ limit: 26, offset: 50 });
    const page = pageOf({ page: 1, pageSize: 25 }, rows(26), 60);
    expect(page).toEqual({ items: rows(25), page: 1, pageCount: 3, total: 60, more: false });
  });

  test("says whether there are more rows than counted, and has a next page as long as there are any", () => {
    const deep = { page: 60, pageSize: 25 };
    expect(pageOf(deep, rows(26), 1001)).toMatchObject({ pageCount: 61, total: 1000, more: true });
    expect(pageOf(deep, rows(7), 1001)).toMatchObject({ pageCount: 60, total: 1000, more: true });
    expect(pageOf({ page: 1, pageSize: 25 }, rows(26), 1001)).toMatchObject({ pageCount: 40, more: true });
    expect(pageOf({ page: 1, pageSize: 25 }, rows(26), 1000)).toMatchObject({
      pageCount: 40,
      total: 1000,
      more: false,
    });
  });

  test("exists for an empty list", () => {
    expect(pageOf({ page: 1, pageSize: 25 }, [], 0)).toEqual({
      items: [],
      page: 1,
      pageCount: 1,
      total: 0,
      more: false,
    });
  });

  test("beyond 10,000 rows is refused", () => {
    expect(pageWindow({ page: 400, pageSize: 25 })).toEqual({ limit: 26, offset: 9975 });
    expect(pageOf({ page: 400, pageSize: 25 }, rows(26), 1001).pageCount).toBe(400);
    let refused: unknown;
    try {
      pageWindow({ page: 401, pageSize: 25 });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InputRefused);
    expect((refused as InputRefused).issues).toMatchObject([
      { path: ["page"], code: "too_big", params: { maximum: 400 } },
    ]);
  });
});
