import type { JobDefinition, MemberContext } from "../../core/index.ts";
import { FileService } from "../files/index.ts";
import type { ImportFiles } from "./files.ts";

/**
 * Queues an import of an uploaded file.
 *
 * @param what what is imported: "items".
 */
export async function beginImport(
  ctx: MemberContext,
  { job, files, what }: { job: JobDefinition<{ fileId: string }>; files: ImportFiles; what: string },
  input: { fileId: string },
): Promise<{ jobId: string }> {
  const jobId = await ctx.jobs.enqueue(job, input);
  const entry = { action: job.name, entity: "job", entityId: jobId } as const;
  await Promise.all([
    new FileService(ctx).assign(files.upload, input.fileId, jobId),
    ctx.activity.record({ ...entry, summary: `began an import of ${what}`, after: input }),
  ]);
  return { jobId };
}
