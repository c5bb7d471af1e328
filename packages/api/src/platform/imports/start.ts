import type { ImportInput } from "@waybill/validators";
import type { JobDefinition, MemberContext } from "../../core/index.ts";
import { FileService } from "../files/index.ts";
import type { ImportFiles } from "./files.ts";

/** Queues the preview, check or import of an uploaded file. @param what the plural of the imported records: "items". */
export async function startImport(
  ctx: MemberContext,
  { job, files, what }: { job: JobDefinition<ImportInput>; files: ImportFiles; what: string },
  input: ImportInput,
): Promise<{ jobId: string }> {
  const jobId = await ctx.jobs.enqueue(job, input);
  const entry = { action: job.name, entity: "job", entityId: jobId } as const;
  await Promise.all([
    new FileService(ctx).assign(files.upload, input.fileId, jobId),
    ctx.activity.record({ ...entry, summary: summaryOf(input.mode, what), after: { fileId: input.fileId } }),
  ]);
  return { jobId };
}

function summaryOf(mode: ImportInput["mode"], what: string): string {
  if (mode === "import") return `started an import of ${what}`;
  return mode === "check" ? `checked a file of ${what}` : `previewed a file of ${what}`;
}
