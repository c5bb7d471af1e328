import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const modules = "apps/web/src/modules";
const platform = "apps/web/src/platform";

/** Changes of a copy of the source, each of which leaves a form without an input for something that may be refused. */
const planted: { file: string; from: RegExp; to: string }[] = [
  // An input that is gone.
  { file: `${modules}/items/item-form.tsx`, from: /^ {8}weight: \(field\) => \([\s\S]*?^ {8}\),$/m, to: "" },
  { file: `${modules}/parcels/parcel-lines.tsx`, from: /^ {8}quantity: \(quantity\) => \([\s\S]*?^ {8}\),$/m, to: "" },
  { file: `${platform}/tenants/invite-form.tsx`, from: /^ {8}email: .*$/m, to: "" },
  {
    file: `${platform}/auth/reset-password-form.tsx`,
    from: /^ {8}password: .*label=\{t\("newPassword"\)\}.*$/m,
    to: "",
  },
  // An input of another kind than the value.
  {
    file: `${modules}/places/place-form.tsx`,
    from: /latitude: \(field\) => <NumberField/,
    to: "latitude: (field) => <TextField",
  },
  // A rule that is new.
  {
    file: "packages/api/src/modules/items/rules.ts",
    from: /checked\(createItem, \[/,
    to: '$&refers(toTag, "stock"), ',
  },
  {
    file: "packages/api/src/modules/places/rules.ts",
    from: /checked\(updatePlace, \[/,
    to: '$&unique(places.name, "city", codeTaken), unique(places.name, "version", codeTaken), ',
  },
];

const ran = (folder: string) =>
  new Promise<string>((resolve) =>
    execFile(
      join(root, "node_modules/.bin/tsc"),
      ["--noEmit", "--pretty", "false", "-p", "apps/web"],
      { cwd: folder, maxBuffer: 1e8 },
      (_failed, stdout) => resolve(stdout),
    ),
  );

/** The compiler's errors in each file. */
let told: Record<string, string>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "waybill-forms-"));
  for (const part of ["package.json", "apps/web/src", "packages/api/src", "tooling/typescript"]) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  for (const part of ["", "apps/web/", "packages/api/"]) {
    await symlink(join(root, `${part}node_modules`), join(folder, `${part}node_modules`));
  }
  const { compilerOptions, ...config } = JSON.parse(await readFile(join(root, "apps/web/tsconfig.json"), "utf8"));
  const api = "../../packages/api/src";
  const paths = { ...compilerOptions.paths, "@waybill/api": [`${api}/index.ts`], "@waybill/api/*": [`${api}/*.ts`] };
  const copied = {
    ...config,
    compilerOptions: { ...compilerOptions, incremental: false, paths },
    include: ["src/modules", "src/platform", "src/texts"],
    exclude: ["**/*.test.tsx"],
  };
  await writeFile(join(folder, "apps/web/tsconfig.json"), JSON.stringify(copied));
  for (const { file, from, to } of planted) {
    const source = await readFile(join(folder, file), "utf8");
    expect(source, `${file} has what is changed`).toMatch(from);
    await writeFile(join(folder, file), source.replace(from, to));
  }
  told = {};
  let current = "";
  for (const line of (await ran(folder)).split("\n")) {
    current = /^(?:apps\/web\/)?(\S+)\(\d+,\d+\): error/.exec(line)?.[1] ?? current;
    told[current] = `${told[current] ?? ""}${line}\n`;
  }
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const of = (file: string) => Object.entries(told).find(([path]) => path.endsWith(file))?.[1] ?? "";

test("a removed input is reported", () => {
  expect(of("items/item-form.tsx")).toContain("'weight' is missing");
  expect(of("parcels/parcel-lines.tsx")).toContain("'quantity' is missing");
  expect(of("tenants/invite-form.tsx")).toContain("'email' is missing");
  expect(of("auth/reset-password-form.tsx")).toContain("'password' is missing");
});

test("an input of another type than its value does not compile", () => {
  expect(of("places/place-form.tsx")).toContain(
    "'Field<number | null>' is not assignable to type 'Field<string | null>'",
  );
});

test("a new rule is reported in each form without an input for it", () => {
  expect(of("items/item-form.tsx")).toContain('"stock"');
  expect(of("places/place-form.tsx")).toContain('"version"');
  expect(of("places/complete-address.tsx")).toMatch(/"(version|city)"/);
});

test("there are no other type errors", () => {
  const forms = [
    "item-form",
    "parcel-lines",
    "invite-form",
    "reset-password-form",
    "tag-form",
    "place-form",
    "complete-address",
  ];
  const others = Object.keys(told).filter((path) => !forms.some((form) => path.endsWith(`${form}.tsx`)));
  expect(others).toEqual([]);
});
