import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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

/** The commands of a page: the lines of its blocks for a shell, without comments. */
const commandsOf = (page: string) =>
  [...textOf(page).matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

const options = /^(?:exec|up|stop|logs|run|build|restart|down|ps)$/;

/** What a command names that is not there; null where nothing is known of such a command. */
function missingIn(command: string): string[] | null {
  const words = command.split(/\s+/);
  const plain = words.filter((word) => !word.startsWith("-"));
  const lacks = (names: string[], known: readonly string[]) => names.filter((name) => !known.includes(name));
  const [program, second = "", third = ""] = plain;
  if (/^[A-Z0-9_]+=/.test(command)) return lacks(command.match(/\b[A-Z][A-Z0-9_]+(?==)/g) ?? [], settingNames());
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
    const named = [...command.matchAll(/\b(deployment|job)[/ ](waybill-\w+)/g)].map(
      ([, kind, name]) => `${kind}/${name}`,
    );
    const built = /apply -k (\S+)/.exec(command)?.[1];
    const files = [...command.matchAll(/secret generic (\S+)/g)].map(([, name]) => `secret ${name}`);
    return [
      ...lacks(
        named,
        objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`),
      ),
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
  return program === "useradd" || program === "mv" ? [] : null;
}

/** The commands of the command line, as its page lists them. */
const ownCommands = () =>
  [...textOf("docs/command-line.md").matchAll(/^### `waybill ([\w ]+?)(?: [<[].*)?`$/gm)].map(([, name = ""]) => name);

const settingNames = () => [...textOf(".env.example").matchAll(/^# ([A-Z0-9_]+)=/gm)].map(([, name = ""]) => name);

describe.each(pages)("the commands of %s", (page) => {
  test.each(commandsOf(page))("%s names what there is", (command) => {
    expect(missingIn(command)).toEqual([]);
  });
});

/**
 * Which test runs a command of these pages. What needs an engine (Docker, a cluster, systemd) or changes the accounts of the
 * machine is run by none: it is held to name what there is.
 */
const run: [command: RegExp, test: string, part: string][] = [
  [/^npm run image:folder/, "e2e/image.spec.ts", "scripts/bundle.ts"],
  [/^node server\/bin\/main\.js (?:migrate|web|worker|cli|health)/, "e2e/image.spec.ts", "server/bin/main.js"],
  [/^sh deploy\/compose\/secrets\.sh/, "tooling/deploy/processes.test.ts", "deploy/compose/secrets.sh"],
  [/^npm run db:restore/, "packages/db/src/recovery.long.test.ts", "db:restore"],
  [/^[A-Z_]+=/, "e2e/proxy.spec.ts", "PUBLIC_URL"],
];
const needsAnEngine = /^(?:docker|kubectl|systemctl|journalctl|useradd|cp|mv)\b/;

test.each(pages.flatMap(commandsOf).filter((command) => !needsAnEngine.test(command)))(
  "%s is run by a test",
  (command) => {
    const [, file = "", part = ""] = run.find(([pattern]) => pattern.test(command)) ?? [];
    expect(file && textOf(file)).toContain(part);
    expect(file).not.toBe("");
  },
);

test("a command that names what is not there is found", () => {
  expect(missingIn("npm run nothing")).toEqual(["nothing"]);
  expect(missingIn("node server/bin/main.js nothing")).toEqual(["nothing"]);
  expect(missingIn("docker compose up --detach nothing")).toEqual(["nothing"]);
  expect(missingIn("docker compose run --rm worker nothing")).toEqual(["nothing"]);
  expect(missingIn("docker compose run --rm worker cli nothing")).toEqual(["nothing"]);
  expect(missingIn("systemctl restart waybill-nothing")).toEqual(["waybill-nothing"]);
  expect(missingIn("kubectl -n waybill rollout status deployment/waybill-nothing")).toEqual([
    "deployment/waybill-nothing",
  ]);
  expect(missingIn("kubectl apply -k deploy/nothing")).toEqual(["deploy/nothing"]);
  expect(missingIn("someprogram --flag")).toBeNull();
});

test("each alert is explained, and no other", () => {
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

test("the probes and the health check ask for what the processes answer", () => {
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
