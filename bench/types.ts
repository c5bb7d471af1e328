import { execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { copyProject } from "../tooling/modules/copy.ts";
import { writeModule } from "../tooling/modules/new-module.ts";
import { readSpec } from "../tooling/modules/spec.ts";
import { median, took } from "./measure.ts";

// `npm run bench -- types`: the type check and an editor's completion of procedures, with 10 and with 100 generated modules.

const say = (line: string) => process.stdout.write(`${line}\n`);

const sizes = [10, 100];
const rounds = 3;

/** The goal for the ratio of both sizes. */
const goal = 3;

/** A copy of the project with generated modules: `aaboxes`, `abboxes` … */
function withModules(count: number): string {
  const folder = copyProject();
  for (let n = 0; n < count; n += 1) {
    const letters = String.fromCharCode(97 + Math.floor(n / 26), 97 + (n % 26));
    const fields = ["name:text", "code:text!", "weight:int?", "kind:enum(low|high)"];
    writeModule(
      folder,
      readSpec(folder, { name: `${letters}boxes`, one: `${letters}box`, fields, list: true, events: true }),
    );
  }
  return folder;
}

interface Check {
  seconds: number;
  instantiations: number;
}

/** A complete type check of servers and pages. @throws if it finds errors */
async function typeCheck(folder: string): Promise<Check> {
  let instantiations = 0;
  const ms = await took(async () => {
    for (const config of ["tooling/typescript/server.json", "apps/web/tsconfig.json"]) {
      const args = ["--noEmit", "--incremental", "false", "--extendedDiagnostics", "-p", config];
      const output = execFileSync("tsc", args, { cwd: folder, encoding: "utf8" });
      instantiations += Number(/^Instantiations: +(\d+)/m.exec(output)?.[1]);
    }
  });
  return { seconds: ms / 1000, instantiations };
}

/** A language server's answer to a completion. */
interface Completion {
  items: { label: string }[];
}

/** The time until an editor shows the procedures, in milliseconds: after opening a page, and after each change. */
async function complete(folder: string): Promise<{ first: number; later: number[] }> {
  const server = spawn("tsc", ["--lsp", "--stdio"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  // Requests of the server to the editor: settings, and watching files.
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest(() => null);
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest("initialize", { processId: process.pid, rootUri, capabilities: {} });
  await connection.sendNotification("initialized", {});
  const path = join(folder, "apps/web/src/modules/aaboxes/aaboxes-page.tsx");
  const uri = pathToFileURL(path).href;
  const written = readFileSync(path, "utf8");
  const lines = written.split("\n").length;
  const withLine = (line: string) => `${written}\nfunction Another() {\n  const trpc = useTRPC();\n  ${line}\n}\n`;
  let version = 1;
  const text = withLine("trpc.");
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescriptreact", version, text },
  });
  const ask = async (line: string, expected: string) => {
    version += 1;
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text: withLine(line) }],
    });
    const position = { line: lines + 2, character: line.length + 2 };
    const answer = await connection.sendRequest<Completion>("textDocument/completion", {
      textDocument: { uri },
      position,
    });
    if (!answer?.items.some(({ label }) => label === expected)) {
      throw new Error(`The completion of ${line} does not have ${expected}.`);
    }
  };
  const first = await took(() => ask("trpc.", "aaboxes"));
  const later: number[] = [];
  for (let change = 0; change < 5; change += 1) {
    later.push(await took(() => ask("trpc.aaboxes.", "byId")));
    later.push(await took(() => ask("trpc.", "abboxes")));
  }
  connection.dispose();
  server.kill();
  return { first, later };
}

const copies = sizes.map((count) => {
  say(`A copy with ${count} modules …`);
  return {
    count,
    folder: withModules(count),
    checks: [] as Check[],
    firsts: [] as number[],
    following: [] as number[],
  };
});
try {
  // Alternately, since other load on the machine varies.
  for (let round = 0; round < rounds; round += 1) {
    for (const { folder, checks, firsts, following } of copies) {
      checks.push(await typeCheck(folder));
      const { first, later } = await complete(folder);
      firsts.push(first);
      following.push(...later);
    }
  }
} finally {
  for (const { folder } of copies) rmSync(folder, { recursive: true, force: true });
}

const line = (name: string, figure: (copy: (typeof copies)[number]) => number, digits = 0) => {
  const figures = copies.map(figure);
  const ratio = (figures.at(-1) ?? 0) / (figures[0] ?? 0);
  const cells = figures.map((each) => each.toFixed(digits).padStart(10));
  say(
    `${name.padEnd(42)} ${cells.join(" ")} ${ratio.toFixed(2).padStart(8)} ×, goal ≤ ${goal}${ratio > goal ? ", missed" : ""}`,
  );
};
say(`\n${"modules".padEnd(42)} ${copies.map(({ count }) => String(count).padStart(10)).join(" ")}`);
line("type check of everything, s", ({ checks }) => median(checks.map(({ seconds }) => seconds)), 1);
line("instantiations of it", ({ checks }) => checks[0]?.instantiations ?? 0);
line("first completion in a page just opened, ms", ({ firsts }) => median(firsts));
line("a completion after a change, ms", ({ following }) => median(following));
process.exit();
