import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { root } from "../cli/processes.ts";
import { imageCommands, textOf } from "./manifests.ts";

const pages = ["docs/deployment.md", "docs/operations.md"];
const manifests = ["settings", "migrate", "web", "worker"].map((name) => `deploy/kubernetes/base/${name}.yaml`);
const objects = manifests.flatMap((file) =>
  parseAllDocuments(textOf(file)).map((document) =>
    z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) }).parse(document.toJS()),
  ),
);
const { services } = z
  .looseObject({ services: z.record(z.string(), z.unknown()) })
  .parse(parse(textOf("compose.yaml"), { merge: true }));
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(textOf("package.json")));

/** The shell blocks of a page: their lines, without the indentation of a list. */
const blocksOf = (page: string): string[][] =>
  [...textOf(page).matchAll(/^( *)```sh\n(.*?)^\1```/gms)].map(([, indent = "", block = ""]) =>
    block
      .split("\n")
      .map((line) => line.slice(indent.length))
      .filter((line) => line.trim() !== ""),
  );

const isComment = (line: string) => line.startsWith("#");

/** The commands of a page: the lines of its shell blocks, without comments. */
const commandsOf = (page: string) =>
  blocksOf(page)
    .flat()
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => !isComment(line));

/** The commands of a block that has a line with these words. */
function blockWith(page: string, words: string): string[] {
  const found = blocksOf(page).filter((block) => block.some((line) => line.includes(words)));
  if (!found[0] || found.length > 1) throw new Error(`${page} has ${found.length} blocks with ${words}.`);
  return found[0];
}

const options = /^(?:exec|up|stop|logs|run|build|restart|down|ps)$/;

/** The unknown names in a command; null for an unknown command. */
function missingIn(command: string): string[] | null {
  const words = command.split(/\s+/);
  if (command.includes(" | ")) {
    const parts = command.split(" | ").map(missingIn);
    return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
  }
  const plain = words.filter((word) => !word.startsWith("-"));
  const lacks = (names: string[], known: readonly string[]) => names.filter((name) => !known.includes(name));
  const [program, second = "", third = ""] = plain;
  const [assigned = "", rest = ""] = /^[A-Z0-9_]+=(?:"[^"]*"|\S*) *(.*)$/s.exec(command) ?? [];
  if (assigned) {
    const names = assigned.match(/^[A-Z0-9_]+(?==)/g) ?? [];
    return [...lacks(names, settingNames()), ...(rest ? (missingIn(rest) ?? [rest]) : [])];
  }
  if (program === "waybill") return lacks([plain.slice(1).join(" ")], ownCommands());
  if (program === "npm") return lacks([third], Object.keys(scripts));
  if (program === "node") return second === "server/bin/main.js" ? lacks([third], imageCommands()) : [second];
  if (program === "sh" || program === "cp")
    return [second].filter((path) => !existsSync(join(root, path.replace(/waybill-\*.*/, ""))));
  if (program === "docker" && second === "build")
    return lacks(["Dockerfile"], existsSync(join(root, "Dockerfile")) ? ["Dockerfile"] : []);
  if (program === "docker") {
    if (!options.test(third)) return [third];
    const [named, inside] = third === "run" ? [plain.slice(3, 4), plain.slice(4)] : [plain.slice(3), []];
    return [
      ...lacks(
        named.filter((word) => !word.includes("=")),
        Object.keys(services),
      ),
      ...lacks(inside.slice(0, 1), imageCommands()),
      ...(inside[0] === "cli" ? lacks([inside.slice(1).join(" ")], ownCommands()) : []),
    ];
  }
  if (program === "systemctl" || program === "journalctl") {
    const units = words.filter((word) => word.startsWith("waybill-"));
    return units.filter((unit) => !existsSync(join(root, `deploy/systemd/${unit}.service`)));
  }
  if (program === "kubectl") {
    const named = [...command.matchAll(/\b(deployment|job|scaledobject)[/ ](waybill-\w+)/g)].map(
      ([, kind, name]) => `${kind}/${name}`,
    );
    const inside = /main\.js (.*)$/.exec(command)?.[1]?.split(" ") ?? [];
    const built = /apply -k (\S+)/.exec(command)?.[1];
    const files = [...command.matchAll(/secret generic (\S+)/g)].map(([, name]) => `secret ${name}`);
    return [
      ...lacks(
        named,
        objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`),
      ),
      ...lacks(inside.slice(0, 1), imageCommands()),
      ...(inside[0] === "cli" ? lacks([inside.slice(1).join(" ")], ownCommands()) : []),
      ...(built && !existsSync(join(root, built, "kustomization.yaml")) ? [built] : []),
      ...lacks(
        files,
        [
          ...manifests
            .map(textOf)
            .join("\n")
            .matchAll(/secretName: (\S+)/g),
        ].map(([, name]) => `secret ${name}`),
      ),
    ];
  }
  if (program === "install")
    return lacks(
      plain.filter((word) => word.startsWith("deploy/")),
      globSync("deploy/*/*", { cwd: root }),
    );
  return ["useradd", "ln", "find"].includes(program ?? "") ? [] : null;
}

/** The commands of the command line, as its page lists them. */
const ownCommands = () =>
  [...textOf("docs/command-line.md").matchAll(/^### `waybill ([\w -]+?)(?: [<[].*)?`$/gm)].map(([, name = ""]) => name);

const settingNames = () => [...textOf(".env.example").matchAll(/^# ([A-Z0-9_]+)=/gm)].map(([, name = ""]) => name);

describe.each(pages)("the commands of %s", (page) => {
  test.each(commandsOf(page))("%s uses existing names", (command) => {
    expect(missingIn(command)).toEqual([]);
  });
});

/**
 * The tests that run the commands of these pages. No test runs commands that need an engine (Docker, a cluster, systemd) or
 * change the machine's users: only their names are checked.
 */
const run: [command: RegExp, test: string, part: string][] = [
  [/^npm run image:folder/, "e2e/image.spec.ts", "scripts/bundle.ts"],
  [/^node server\/bin\/main\.js (?:migrate|web|worker|cli|health)/, "e2e/image.spec.ts", "server/bin/main.js"],
  [/^sh deploy\/kubernetes\/migrated\.sh/, "tooling/deploy/documents.test.ts", '"deploy/kubernetes/migrated.sh"'],
  [/^sh deploy\/compose\/secrets\.sh/, "tooling/deploy/processes.test.ts", "deploy/compose/secrets.sh"],
  [/npm run db:restore/, "packages/db/src/recovery.long.test.ts", "db:restore"],
  [/npm run db:backup/, "packages/db/src/backup.test.ts", "operations.md"],
  [/^find /, "packages/db/src/backup.test.ts", "operations.md"],
  [/^(?:ln|install) /, "tooling/deploy/documents.test.ts", "deployed by what the page says"],
  [/^waybill /, "tooling/deploy/processes.test.ts", '"deploy/systemd/waybill"'],
  [/^[A-Z_]+=/, "e2e/proxy.spec.ts", "PUBLIC_URL"],
];
const needsAnEngine = /^(?:docker|kubectl|systemctl|journalctl|useradd|cp)\b/;

test.each(pages.flatMap(commandsOf).filter((command) => !needsAnEngine.test(command)))(
  "%s is run by a test",
  (command) => {
    const [, file = "", part = ""] = run.find(([pattern]) => pattern.test(command)) ?? [];
    expect(file && textOf(file)).toContain(part);
    expect(file).not.toBe("");
  },
);

test("commands with unknown names are found", () => {
  expect(missingIn("npm run nothing")).toEqual(["nothing"]);
  expect(missingIn("node server/bin/main.js nothing")).toEqual(["nothing"]);
  expect(missingIn("docker compose up --detach nothing")).toEqual(["nothing"]);
  expect(missingIn("docker compose run --rm worker nothing")).toEqual(["nothing"]);
  expect(missingIn("docker compose run --rm worker cli nothing")).toEqual(["nothing"]);
  expect(missingIn('DATABASE_OWNER_URL="postgres://db/a b" npm run nothing')).toEqual(["nothing"]);
  expect(missingIn("NOTHING=1 npm run start")).toEqual(["NOTHING"]);
  expect(missingIn("waybill secrets nothing")).toEqual(["secrets nothing"]);
  expect(missingIn("kubectl -n waybill exec deployment/waybill-worker -- node main.js cli nothing")).toEqual([
    "nothing",
  ]);
  expect(missingIn("kubectl -n waybill annotate scaledobject waybill-nothing a=b")).toEqual([
    "scaledobject/waybill-nothing",
  ]);
  expect(missingIn("kubectl get pods | someprogram")).toBeNull();
  expect(missingIn("systemctl restart waybill-nothing")).toEqual(["waybill-nothing"]);
  expect(missingIn("kubectl -n waybill rollout status deployment/waybill-nothing")).toEqual([
    "deployment/waybill-nothing",
  ]);
  expect(missingIn("kubectl apply -k deploy/nothing")).toEqual(["deploy/nothing"]);
  expect(missingIn("someprogram --flag")).toBeNull();
});

test("exactly the alerts are explained", () => {
  const rules = z
    .object({
      groups: z.array(
        z.object({ rules: z.array(z.object({ alert: z.string(), annotations: z.object({ runbook: z.string() }) })) }),
      ),
    })
    .parse(parse(textOf("deploy/monitoring/alerts.yaml")))
    .groups.flatMap((group) => group.rules);
  const explained = [...textOf("docs/operations.md").matchAll(/^### (Waybill\w+)$/gm)].map(([, name]) => name);
  expect(rules.map(({ alert }) => alert)).toEqual(explained);
  for (const { alert, annotations } of rules)
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
});

test("the probes and the health check use existing paths", () => {
  const asked = [
    ...manifests
      .map(textOf)
      .join("\n")
      .matchAll(/path: (\/\w+), port: metrics/g),
    ...textOf("apps/image/src/health.ts").matchAll(/\}(\/\w+)`/g),
  ];
  expect(asked.length).toBe(7);
  for (const [, path] of asked) expect(textOf("packages/api/src/probes.ts")).toContain(`"${path}"`);
});

const directory = mkdtempSync(join(tmpdir(), "waybill-documents-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs lines in a shell with fake programs that record their calls. @returns the calls */
function shell(lines: readonly string[], fakes: Record<string, string>): string[] {
  const bin = join(directory, "bin");
  const notes = join(directory, "notes");
  mkdirSync(bin, { recursive: true });
  writeFileSync(notes, "");
  for (const [name, body] of Object.entries(fakes)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} "$@" >> ${notes}\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  execFileSync("sh", ["-eu", "-c", lines.join("\n")], { env: { PATH: `${bin}:${process.env.PATH}` }, cwd: root });
  return readFileSync(notes, "utf8").split("\n").filter(Boolean);
}

const allPages = globSync(["docs/**/*.md", "README.md"], { cwd: root });

test("settings in documents are on separate lines without trailing comments", () => {
  const names = new Set(settingNames().flatMap((name) => [name, `${name}_FILE`]));
  const lines = allPages.flatMap((page) => blocksOf(page).flat());
  const settings = lines.filter((line) => names.has(/^([A-Z0-9_]+)=/.exec(line)?.[1] ?? ""));
  expect(settings.length).toBeGreaterThan(20);
  // Those before a command are its environment.
  const alone = settings.filter((line) => !/^(?:[A-Z0-9_]+=(?:"[^"]*"|\S*) +)+(?![A-Z0-9_]+=)[a-z]/.test(line));
  for (const line of alone) {
    const [, name = "", value = ""] = /^([A-Z0-9_]+)=(?:"([^"]*)"|\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe("");
    expect(parseEnv(line)[name], line).toBe(value || line.slice(name.length + 1));
  }
});

describe("versions with systemd", () => {
  const at = (opt: string) => (line: string) => line.replaceAll("/opt/", `${opt}/`).replaceAll("/etc/", `${opt}/etc/`);
  const image = 'mkdir "$4" && echo "export const version = import.meta.url" > "$4/version.mjs"';

  test("are deployed by the documented commands, repeatedly, with the migration before any process stops", () => {
    const opt = join(directory, "opt");
    mkdirSync(opt);
    const deploy = blockWith("docs/operations.md", "ln -sfn").map(at(opt));
    for (const version of ["0.2.0", "0.3.0", "0.4.0"]) {
      const notes = shell(
        deploy.map((line) => line.replaceAll("0.2.0", version)),
        { npm: image, systemctl: `test -e ${opt}/waybill/version.mjs` },
      );
      expect(notes).toEqual([
        `npm run image:folder -- ${opt}/waybill-${version}`,
        "systemctl restart waybill-migrate",
        "systemctl restart waybill-web waybill-worker",
      ]);
      expect(readlinkSync(join(opt, "waybill"))).toBe(`${opt}/waybill-${version}`);
    }
  });

  test("keep the folder from which they were started while they run", () => {
    const opt = join(directory, "opt");
    const { stdout } = spawnSync(
      "sh",
      [
        "-eu",
        "-c",
        `ln -sfn ${opt}/waybill-0.2.0 ${opt}/waybill
        echo 'const { execFileSync } = await import("node:child_process");
          execFileSync("ln", ["-sfn", "${opt}/waybill-0.3.0", "${opt}/waybill"]);
          console.log((await import("./version.mjs")).version)' > ${opt}/waybill/main.mjs
        ${process.execPath} ${opt}/waybill/main.mjs`,
      ],
      { encoding: "utf8" },
    );
    expect(stdout).toBe(`file://${opt}/waybill-0.2.0/version.mjs\n`);
  });

  test("are set up by the documented commands", () => {
    const opt = join(directory, "fresh");
    mkdirSync(join(opt, "etc/systemd/system"), { recursive: true });
    const setUp = blockWith("docs/deployment.md", "useradd")
      .map(at(opt))
      .map((line) => line.replace("/usr/local/bin", opt));
    const notes = shell(setUp, { npm: image, useradd: "", systemctl: "" });
    expect(notes.at(-1)).toBe("systemctl enable --now waybill-migrate waybill-web waybill-worker");
    const credentials = globSync("deploy/systemd/*.service", { cwd: root }).flatMap((file) => [
      ...textOf(file).matchAll(/^LoadCredential=[\w-]+:\/etc\/waybill\/secrets\/([\w-]+)$/gm),
    ]);
    // The page names every file that a unit requires.
    for (const [, name] of credentials) expect(textOf("docs/deployment.md")).toContain(`\`${name}\``);
    expect(readFileSync(join(opt, "etc/waybill/secrets/auth-secret-former"), "utf8")).toBe("");
  });
});

test("the memory alert is slightly below the limits of units and pods", () => {
  const expression = /process_resident_memory_bytes.*/.exec(textOf("deploy/monitoring/alerts.yaml"))?.[0] ?? "";
  const bytesOf = (words = "") => words.split(" * ").reduce((product, factor) => product * Number(factor), 1);
  const units = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
  const limitOf = (text: string, pattern: RegExp) => {
    const [, number, unit] = pattern.exec(text) ?? [];
    return Number(number) * (units[unit as "M"] ?? Number.NaN);
  };
  for (const name of ["web", "worker"]) {
    const [, words] = new RegExp(`\\{process="${name}"\\} > ([\\d.* ]+\\d)`).exec(expression) ?? [];
    const limits = [
      limitOf(textOf(`deploy/systemd/waybill-${name}.service`), /^MemoryMax=(\d+)([MG])$/m),
      limitOf(textOf(`deploy/kubernetes/base/${name}.yaml`), /limits:\n(?: +cpu: .*\n)? +memory: (\d+)([MG])i$/m),
    ];
    for (const limit of limits) expect(bytesOf(words) / limit, name).toBeCloseTo(0.85);
  }
});

describe("on Kubernetes", () => {
  test("the script waits until the migration's Job is complete or has failed", () => {
    const script = join(root, "deploy/kubernetes/migrated.sh");
    /** @param states the reported states of the Job, one per query */
    const waitFor = (...states: string[]) => {
      const bin = join(directory, "cluster");
      rmSync(bin, { recursive: true, force: true });
      mkdirSync(bin);
      states.forEach((state, look) => {
        writeFileSync(join(bin, `state-${look}`), state);
      });
      const kubectl = `case "$*" in *" logs "*) echo the log; exit ;; esac
        n=$(ls ${bin} | grep -c looked- || true); : > ${bin}/looked-$n; cat ${bin}/state-$n`;
      for (const [name, body] of [
        ["kubectl", kubectl],
        ["sleep", ""],
      ])
        writeFileSync(join(bin, String(name)), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
      const env = { PATH: `${bin}:${process.env.PATH}` };
      const { status, stderr } = spawnSync("sh", [script], { env, encoding: "utf8" });
      return { status, stderr };
    };
    expect(waitFor("", "", "SuccessCriteriaMet Complete")).toEqual({ status: 0, stderr: "" });
    const failed = waitFor("", "FailureTarget", "FailureTarget Failed");
    expect(failed).toEqual({ status: 1, stderr: expect.stringMatching(/^the log\nThe database was not migrated\./) });
    expect(textOf("deploy/kubernetes/migrated.sh")).toContain("job waybill-migrate");
    for (const page of pages) expect(textOf(page)).not.toContain("wait --for=condition=complete");
  });

  const first = "--selector='app.kubernetes.io/component!=process'";

  test("everything except web and worker is applied before the migration, and those after it", () => {
    const labelled = manifests.flatMap((file) => parseAllDocuments(textOf(file)).map((document) => document.toJS()));
    const later = labelled.filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === "process");
    expect(later.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "Deployment waybill-web",
      "Deployment waybill-worker",
    ]);
    for (const page of pages) {
      const block = blocksOf(page).find((lines) =>
        lines.some((line) => line.includes("apply -k") && !line.includes("--selector")),
      );
      const applying = block?.filter((line) => /apply -k|migrated\.sh/.test(line)) ?? [];
      expect(applying, page).toEqual([
        expect.stringContaining(first),
        "sh deploy/kubernetes/migrated.sh",
        expect.not.stringContaining("--selector"),
      ]);
    }
  });

  test("a restore pauses the autoscaler, and restores all replicas", () => {
    const block = blockWith(
      "docs/operations.md",
      "annotate scaledobject waybill-worker autoscaling.keda.sh/paused-replicas=0",
    );
    const at = (words: string) => block.findIndex((line) => line.includes(words));
    const order = [
      "paused-replicas=0",
      "--replicas=0",
      "wait --for=delete",
      "db:restore",
      "migrated.sh",
      "--replicas=2",
      "paused-replicas-",
    ].map(at);
    expect(order).not.toContain(-1);
    expect(order.toSorted((one, other) => one - other)).toEqual(order);
    // Nothing else would put them back.
    for (const file of manifests) expect(textOf(file)).not.toMatch(/^ {2}replicas:/m);
  });

  test("the documented Secrets have every key that a manifest reads", () => {
    const made = commandsOf("docs/deployment.md").flatMap((line) => {
      const [, secret] = /create secret generic (\S+)/.exec(line) ?? [];
      return [...line.matchAll(/--from-(?:file|literal)=([\w-]+)/g)].map(([, key]) => `${secret}/${key}`);
    });
    const read = manifests.flatMap((file) => [...textOf(file).matchAll(/\/run\/secrets\/(waybill[\w-]*\/[\w-]+)/g)]);
    expect(new Set(made)).toEqual(new Set(read.map(([, key]) => key)));
  });

  test("replacing a key keeps the others, if kubectl is installed", () => {
    const lines = commandsOf("docs/operations.md").filter((line) => line.includes("kubectl create secret"));
    expect(lines.length).toBe(2);
    if (spawnSync("kubectl", ["version", "--client"]).error) return;
    const file = join(directory, "secret.json");
    const keys = { "database-url": "b2xk", "auth-secret": "b2xk", "auth-github-secret": "b2xk" };
    writeFileSync(
      file,
      JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "waybill" }, data: keys }),
    );
    for (const name of ["auth-secret", "auth-secret-former", "database-url"])
      writeFileSync(join(directory, name), "new");
    for (const line of lines) {
      const local = line.replace("patch secret waybill", `patch --local --filename=${file} --output=json`);
      const patched = execFileSync("sh", ["-eu", "-c", local], { cwd: directory, encoding: "utf8" });
      const changed = [...line.matchAll(/--from-file=([\w-]+)/g)].map(([, key = ""]) => [key, "bmV3"]);
      expect(JSON.parse(patched).data).toEqual({ ...keys, ...Object.fromEntries(changed) });
    }
  });
});
