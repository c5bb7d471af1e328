import { pipeline } from "node:stream/promises";
import { exportFormats } from "@waybill/validators";
import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { api } from "../api.ts";
import { UsageError } from "../failure.ts";
import { requireWritable, writeWhole } from "../files.ts";
import { resultOf } from "../jobs.ts";
import { counted } from "../output.ts";
import { requireFilter, requireSubject, startJob } from "../procedures.ts";
import type { Session } from "../session.ts";
import { inTenant, type TenantOptions } from "./acting.ts";

interface ExportOptions extends TenantOptions {
  format: string;
  output?: string;
  filter: Record<string, unknown>;
}

/** The result of an export's job. */
const exported = z.object({ fileId: z.string(), rows: z.number().nullish() });

function filterOf(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new InvalidArgumentError('Give JSON, such as {"search":"mug"}.');
  }
}

/** Adds the commands about exports. */
export function addExports(program: Command, session: Session): void {
  const command = program
    .command("export")
    .description("export a list to a file; needs a worker")
    .argument("<what>", "the list, such as items or parcels");
  inTenant(command)
    .addOption(new Option("--format <format>", "the format of the file").choices(exportFormats).default("csv"))
    .option(
      "-o, --output <file>",
      "the file to write, or - for standard output; by default its own name in this folder",
    )
    .option("--filter <json>", "the list's filter, as JSON: the input of its procedure", filterOf, {})
    .action((what: string, options: ExportOptions) => exportList(session, what, options));
}

async function exportList(session: Session, what: string, options: ExportOptions): Promise<void> {
  const { format, output, filter } = options;
  if (output === "-" && session.json) {
    throw new UsageError("Standard output cannot be the file and a JSON document: name a file with --output.");
  }
  await requireSubject(what, "export");
  await requireFilter(what, filter);
  // Checked before a worker makes a file that could not be saved.
  if (output !== "-") await requireWritable(session.path(output ?? "export"));
  const { call, request } = await session.person(options);
  const jobId = await startJob(call, what, "export", { ...filter, format });
  const { fileId, rows } = exported.parse(await resultOf(session, call, jobId));
  const { openFile } = await api();
  const { file, content } = await openFile(request, fileId);
  if (output === "-") return pipeline(content, session.sink());
  const path = session.path(output ?? file.name);
  await writeWhole(path, 0o666, (file) => pipeline(content, file));
  session.print(
    { path, rows: rows ?? null, size: file.size },
    rows == null ? path : `${path}: ${counted(rows, "row")}`,
  );
}
