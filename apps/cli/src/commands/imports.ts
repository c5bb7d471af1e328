import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { RequestContext } from "@waybill/api";
import { type ImportPlan, importCheck, importPreview, importResult } from "@waybill/validators";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parse } from "csv-parse";
import { api } from "../api.ts";
import { ReportedProblem, UserError } from "../failure.ts";
import { requireReadable } from "../files.ts";
import { resultOf } from "../jobs.ts";
import { counted } from "../output.ts";
import { requireSubject, startJob } from "../procedures.ts";
import type { Session } from "../session.ts";
import { inTenant, type TenantOptions } from "./acting.ts";

interface ImportOptions extends TenantOptions {
  check?: boolean;
  preview?: boolean;
  sheet?: number;
  encoding?: string;
  separator?: string;
  column: NonNullable<ImportPlan["columns"]>;
  decimal?: string;
  weight?: string;
  price?: string;
  states: { state: string; wanted: boolean }[];
}

const mediaTypes: Record<string, string> = {
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** `shipped=no`: whether rows in a state are imported. */
function stateOf(text: string, before: ImportOptions["states"]): ImportOptions["states"] {
  const [, state, wanted] = /^(.+)=(yes|no)$/.exec(text) ?? [];
  if (!state) throw new InvalidArgumentError("Write it as word=yes or word=no.");
  return [...before, { state, wanted: wanted === "yes" }];
}

/** `price=Unit price`; several columns: `name=First name+Last name`. */
function columnOf(text: string, before: ImportOptions["column"]): ImportOptions["column"] {
  const [, to, from] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!to || !from) throw new InvalidArgumentError("Write it as field=Header.");
  return [...before, { to, from: from.split("+") }];
}

const separatorWords: Record<string, string> = { comma: ",", semicolon: ";", tab: "\t", pipe: "|" };

/** Adds the commands about imports. */
export function addImports(program: Command, session: Session): void {
  const command = program
    .command("import")
    .description("import a CSV file or a workbook; needs a worker; lists refused rows by line and column")
    .argument("<what>", "the kind of rows, such as items or parcels")
    .argument("<file>", "the file");
  inTenant(command)
    .option("--check", "print the expected result and the errors, without writing")
    .option("--preview", "print how the file would be read, without writing")
    .option("--sheet <number>", "the sheet of a workbook, from 1", Number)
    .option("--encoding <name>", "the encoding of a CSV, such as utf-8 or windows-1252")
    .addOption(new Option("--separator <sign>", "the separator of a CSV").choices(Object.keys(separatorWords)))
    .option("--column <field=Header>", "a field's column, for each field; detected by default", columnOf, [])
    .addOption(new Option("--decimal <mark>", "the decimal mark of numbers").choices([".", ","]))
    .addOption(new Option("--weight <unit>", "the unit of weights").choices(["g", "kg", "lb", "oz"]))
    .addOption(new Option("--price <unit>", "59.00 is major, 5900 is minor").choices(["major", "minor"]))
    .option("--states <word=yes>", "whether to import rows with this state, yes or no; for each state", stateOf, [])
    .action((what: string, file: string, options: ImportOptions) => importFile(session, what, file, options));
}

/** The reading options of the file; the procedure validates them. */
function planOf({ sheet, encoding, separator, column, decimal, weight, price, states }: ImportOptions) {
  return {
    ...{ sheet, encoding, separator: separator && separatorWords[separator] },
    ...(column.length > 0 ? { columns: column } : {}),
    numberFormats: { decimal, weight, price },
    ...(states.length > 0 ? { orderStates: states } : {}),
  };
}

async function importFile(session: Session, what: string, file: string, options: ImportOptions): Promise<void> {
  await requireSubject(what, "import");
  const { call, request } = await session.person(options);
  const fileId = await upload(session, request, `${what}.import`, file);
  const run = async (mode: "preview" | "check" | "import", plan: unknown) =>
    resultOf(session, call, await startJob(call, what, "import", { fileId, mode, plan }));
  const given = planOf(options);
  const preview = importPreview.parse(await run("preview", given));
  if (options.preview) return session.print(preview, previewText(preview));
  const open = [...preview.problems, ...preview.questions.map(askedText)];
  if (open.length > 0) throw new UserError(`Nothing was imported.\n${open.map((line) => `  ${line}`).join("\n")}`);
  const { sheet, encoding, separator, columns, numberFormats, orderStates } = preview;
  const plan = { ...given, sheet, encoding, separator, columns, numberFormats, orderStates };
  const mode = options.check ? "check" : "import";
  const raw = await run(mode, plan);
  const counts = mode === "check" ? importCheck.parse(raw) : importResult.parse(raw);
  const problems = counts.errorFileId ? await problemsIn(request, counts.errorFileId) : [];
  const { rows, created, updated, unchanged, refused } = counts;
  const summary = { mode, rows, created, updated, unchanged, refused, problems };
  const words = mode === "check" ? "would be " : "";
  session.print(
    summary,
    `${counted(rows, "row")}: ${created} ${words}created, ${updated} ${words}updated, ${unchanged} unchanged, ${refused} refused`,
  );
  for (const { line, column, value, reason } of problems) {
    session.note(`line ${line}, ${column}: ${reason}${value ? ` (${value})` : ""}`);
  }
  if (refused > 0) throw new ReportedProblem();
}

async function upload(session: Session, request: RequestContext, kind: string, name: string): Promise<string> {
  const path = session.path(name);
  await requireReadable(path);
  const contentType = mediaTypes[extname(path).toLowerCase()] ?? "text/csv";
  // Node's types and the standard's types name the same stream differently.
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
  const { receiveFile } = await api();
  return (await receiveFile(request, { kind, name: basename(path), contentType, body })).id;
}

interface Problem {
  line: number;
  column: string;
  value: string;
  reason: string;
}

/** The rows of an import's report. */
async function problemsIn(request: RequestContext, fileId: string): Promise<Problem[]> {
  const { openFile } = await api();
  const { content } = await openFile(request, fileId);
  const problems: Problem[] = [];
  for await (const row of content.pipe(parse({ columns: true, bom: true }))) {
    problems.push({ ...row, line: Number(row.line) });
  }
  return problems;
}

/** A question about the file, with the option that answers it. */
const askedText = ({ about, text, example }: ReturnType<typeof importPreview.parse>["questions"][number]) =>
  `--${about === "orderState" ? "states" : about}: ${text} For instance: ${example}`;

function previewText({ headers, columns, problems, questions, notes, unread }: ReturnType<typeof importPreview.parse>) {
  return [
    `headers: ${headers.join(", ")}`,
    ...columns.map(({ to, from, value }) => `${to}: ${value ? `always ${value}` : from.join(" + ")}`),
    ...(unread.length > 0 ? [`not read: ${unread.join(", ")}`] : []),
    ...notes.map(({ from, text }) => `${from}: ${text}`),
    ...questions.map(askedText),
    ...problems,
  ].join("\n");
}
