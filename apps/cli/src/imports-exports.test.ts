import { lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { as, TestCommandLine } from "./testing/command-line.ts";

const { acme, folder, run, json, refusal, write, entries } = await TestCommandLine.start();
const { owner } = acme.members;

describe("files", () => {
  test("are imported; errors name line and column", async () => {
    write(
      "items.csv",
      "sku,name,weight,price,currency\nMUG-1,Mug,210,12.50,EUR\nMUG-2,Mug,heavy,12.50,EUR\n,Mug,1,1.00,EUR\n",
    );
    const forms = ["--price", "major", "--weight", "g"];
    const unanswered = await run("import", "items", "items.csv", "--price", "major", ...as(owner));
    expect(unanswered).toMatchObject({ code: 1, out: "" });
    expect(unanswered.err).toMatch(/^Nothing was imported\.\n {2}--weight: .+\n$/);
    const checked = await json("import", "items", "items.csv", "--check", ...forms, ...as(owner));
    expect(checked.output).toMatchObject({ mode: "check", rows: 3, created: 1, refused: 2 });
    const done = await json("import", "items", "items.csv", ...forms, ...as(owner));
    expect(done.code).toBe(1);
    expect(done.output).toMatchObject({ mode: "import", rows: 3, created: 1, updated: 0, refused: 2 });
    expect(done.output.problems).toMatchObject([
      { line: 3, column: "weight", value: "heavy" },
      { line: 4, column: "sku" },
    ]);
    const again = await run("import", "items", "items.csv", ...forms, ...as(owner));
    expect(again.out).toBe("3 rows: 0 created, 0 updated, 1 unchanged, 2 refused\n");
    expect(again.err).toMatch(/line 3, weight: .+ \(heavy\)\nline 4, sku: .+\n$/);
    expect((await owner.call.items.list({})).items).toMatchObject([{ sku: "MUG-1" }]);
  });

  test("without errors exit with 0", async () => {
    write("places.csv", "code,name,country,city,postcode,line1\nHQ,Head office,DE,Berlin,10115,Torstraße 1\n");
    const { code, out } = await run("import", "places", "places.csv", ...as(owner));
    expect([code, out]).toEqual([0, "1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n"]);
    const lines = "HQ2;Second office;DE;Berlin;10115;Torstraße 2\n";
    write("renamed.csv", `Ref;Office;Land;Town;Zip;Street\n${lines}`);
    const columns = ["code=Ref", "name=Office", "country=Land", "city=Town", "postcode=Zip", "line1=Street"];
    const chosen = columns.flatMap((column) => ["--column", column]);
    const renamed = await run("import", "places", "renamed.csv", "--separator", "semicolon", ...chosen, ...as(owner));
    expect(renamed).toMatchObject({ code: 0, out: "1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n" });
  });

  test("change nothing if they cannot be read", async () => {
    write("odd.csv", "colour,size\nred,7\n");
    const { code, out, err } = await run("import", "items", "odd.csv", ...as(owner));
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("Nothing was imported.");
    expect(err).toContain("The file has no column for sku");
    expect((await json("import", "items", "odd.csv", "--preview", ...as(owner))).output).toMatchObject({
      headers: ["colour", "size"],
    });
    expect((await run("import", "items", "missing.csv", ...as(owner))).err).toContain("There is no file");
    const forbidden = await refusal("import", "items", "odd.csv", ...as(acme.members.viewer));
    expect(forbidden.code).toBe("FORBIDDEN");
  });

  test("are written by exports, with the list's filter", async () => {
    const { output } = await json("export", "places", "--filter", '{"search":"Head"}', ...as(acme.members.viewer));
    expect(output).toMatchObject({ path: join(folder, "places-acme.csv"), rows: 1 });
    expect(readFileSync(output.path, "utf8")).toContain("Head office");
    const { out } = await run("export", "places", "-o", "-", ...as(owner));
    expect(out.split("\n").filter(Boolean)).toHaveLength(3);
    await run("export", "places", "--format", "xlsx", "-o", "all.xlsx", ...as(owner));
    expect(readFileSync(join(folder, "all.xlsx")).subarray(0, 2).toString()).toBe("PK");
    expect((await refusal("export", "places", "--filter", '{"countries":["XX"]}', ...as(owner))).issues).toEqual([
      "countries.0 invalid",
    ]);
    const before = await entries(1);
    const typo = await json(
      "export",
      "places",
      "--filter",
      '{"serch":"Head","countries":["DE"],"from":1}',
      ...as(owner),
    );
    expect(typo).toMatchObject({ code: 2, output: { error: { code: "USAGE" } } });
    expect(typo.output.error.message).toMatch(
      /^places have no filter serch, from\. Available: (?=.*search)(?=.*countries)(?!.*format)/,
    );
    expect(await entries(1)).toEqual(before);
    expect(before).toMatchObject([{ action: "places.export", actor: "command", userId: owner.id }]);
  });
});

describe("a file that a command names", () => {
  const reading = [
    ["tenants", "import"],
    ["import", "items"],
  ];
  const writing = [
    ["tenants", "export", "acme"],
    ["export", "places", "-o"],
  ];
  const named = (command: string[], path: string) =>
    run(...command, path, ...(command[0] === "tenants" ? [] : as(owner)));

  test.each(reading)("is reported in a sentence if it cannot be read: %s %s", async (...command) => {
    expect(await named(command, "missing")).toEqual({
      ...{ code: 1, out: "", err: `There is no file ${join(folder, "missing")}.\n` },
    });
    expect(await named(command, ".")).toMatchObject({ code: 1, err: `${folder} is a folder. Name a file.\n` });
    write("a-file", "");
    expect((await named(command, "a-file/inside")).err).toMatch(/^There is no file .*inside\.\n$/);
  });

  test.each(writing)("is reported before the work if it cannot be written: %s %s", async (...command) => {
    write("file.txt", "");
    const before = await entries(1);
    const messageFor = async (path: string) => {
      const { code, out, err } = await named(command, path);
      expect([code, out]).toEqual([1, ""]);
      return err.replaceAll(folder, "");
    };
    expect(await messageFor("missing/a.csv")).toBe("/missing/a.csv cannot be written: there is no such folder.\n");
    expect(await messageFor("file.txt/a.csv")).toBe(
      "/file.txt/a.csv cannot be written: part of the path is not a folder.\n",
    );
    expect(await messageFor(".")).toBe(" is a folder. Name a file in it.\n");
    expect(await messageFor("a".repeat(300))).toMatch(/cannot be written: the name is too long\.\n$/);
    expect(await entries(1)).toEqual(before);
  });
});

test("an export follows a link, and writes to a device directly", async () => {
  write("target.csv", "before");
  symlinkSync(join(folder, "target.csv"), join(folder, "link.csv"));
  symlinkSync("/dev/null", join(folder, "nothing"));
  for (const name of ["link.csv", "nothing"]) {
    expect(await run("export", "places", "-o", name, ...as(owner))).toMatchObject({ code: 0 });
    expect(lstatSync(join(folder, name)).isSymbolicLink(), name).toBe(true);
  }
  expect(readFileSync(join(folder, "target.csv"), "utf8")).toMatch(/^\ufeff?code/);
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});
