import { parcelBatchEntries, parcels, shipments } from "@waybill/db/parcels";
import { and, asc, count, eq, gt, ne } from "drizzle-orm";
import { z } from "zod";
import {
  defineJob,
  type JobContext,
  PermanentJobError,
  publicMessage,
  type TenantContext,
} from "../../../core/index.ts";
import { FileService, storeFile } from "../../../platform/files/index.ts";
import { shipmentJoin } from "../dispatch/shipments.ts";
import { labelSheet } from "../files.ts";
import { compose, type LabelContent } from "../labels/label.ts";
import { LabelSheet } from "../labels/label-sheet.ts";
import { batchCounts } from "./batch.ts";

/** Labels per query. */
const batchSize = 200;

/** Labels between two progress messages. */
const progressInterval = 50;

const input = z.object({ batchId: z.uuid() });

/**
 * Prints the labels of a batch into one PDF, in order, a page for each dispatched parcel that was not cancelled. The
 * size of a batch limits the pages. Idempotent: it creates the same file.
 */
export const printLabels = defineJob({
  name: "parcels.printLabels",
  title: "Print batch labels",
  readBy: "parcels.read",
  needs: "parcels.dispatch",
  input,
  timeoutSeconds: 1800,
  onGiveUp: { noDependents: "The labels can be requested again. Each parcel still has its own." },
  async run(job) {
    const sheet = await LabelSheet.start("Labels");
    const about = { ownerId: job.id, name: "labels.pdf", contentType: "application/pdf" };
    let labels = 0;
    // The stream error does not always carry its cause.
    let why: unknown;
    const file = await storeFile(job, labelSheet, about, () => {
      draw(job, sheet).then(
        (drawn) => {
          labels = drawn;
          sheet.end();
        },
        (error) => {
          why = error;
          sheet.stream.destroy(error);
        },
      );
      return sheet.stream;
    }).catch((error) => {
      throw why ?? error;
    });
    await job.transaction((ctx) => new FileService(ctx).enter(labelSheet, file));
    return { fileId: file.id, labels };
  },
});

/**
 * Draws the labels of a batch. One that cannot be drawn is skipped and reported.
 *
 * @returns the number of labels.
 * @throws {PermanentJobError} if there is none
 */
async function draw(job: JobContext<z.output<typeof input>>, sheet: LabelSheet): Promise<number> {
  const { batchId } = job.input;
  const total = await job.transaction((ctx) => labelCount(ctx, batchId));
  let [processed, drawn] = [0, 0];
  for await (const content of labelsOf(job)) {
    if (processed % progressInterval === 0) await job.progress(processed, total, `${processed} of ${total} labels`);
    processed += 1;
    const label = await compose(content).catch((error: unknown) => publicMessage(error, job.requestId));
    if (typeof label === "string") await job.addLogLine(`${content.reference} was skipped. ${label}`);
    else {
      sheet.draw(label);
      drawn += 1;
    }
  }
  if (drawn === 0) throw new PermanentJobError("No parcel in this batch has a label to print.");
  await job.progress(drawn, total, `${drawn} of ${total} labels`);
  return drawn;
}

/** The labels of a batch, in its order. */
async function* labelsOf({ input: { batchId }, transaction }: JobContext<z.output<typeof input>>) {
  for (let after = 0; ; ) {
    const labels = await transaction((ctx) => labelsAfter(ctx, batchId, after));
    for (const { position: _position, sender, ...label } of labels) {
      yield { ...label, sender: sender.name } satisfies LabelContent;
    }
    after = labels.at(-1)?.position ?? after;
    if (labels.length < batchSize) return;
  }
}

/** The entries of a batch with a label: dispatched and not cancelled. */
const labelled = ({ inTenant }: TenantContext, batchId: string) =>
  inTenant(
    parcelBatchEntries,
    eq(parcelBatchEntries.jobId, batchId),
    eq(parcelBatchEntries.outcome, "done"),
    ne(parcels.state, "cancelled"),
  );

const parcelJoin = and(eq(parcels.tenantId, parcelBatchEntries.tenantId), eq(parcels.id, parcelBatchEntries.parcelId));

async function labelCount(ctx: TenantContext, batchId: string): Promise<number> {
  const rows = await ctx.db
    .select({ count: count() })
    .from(parcelBatchEntries)
    .innerJoin(parcels, parcelJoin)
    .innerJoin(shipments, shipmentJoin)
    .where(labelled(ctx, batchId));
  return rows[0]?.count ?? 0;
}

function labelsAfter(ctx: TenantContext, batchId: string, after: number) {
  const { position } = parcelBatchEntries;
  const { reference, sender, recipient, weight } = shipments;
  return ctx.db
    .select({ position, reference, sender, recipient, weight })
    .from(parcelBatchEntries)
    .innerJoin(parcels, parcelJoin)
    .innerJoin(shipments, shipmentJoin)
    .where(and(labelled(ctx, batchId), gt(position, after)))
    .orderBy(asc(position))
    .limit(batchSize);
}

/** Queues the printing of a batch's labels, one at a time. @throws NOT_FOUND */
export async function startPrinting(ctx: TenantContext, batchId: string): Promise<{ jobId: string }> {
  await batchCounts(ctx, batchId);
  const jobId = await ctx.jobs.enqueue(printLabels, { batchId }, { uniqueKey: batchId });
  const entry = { action: printLabels.name, entity: "job", entityId: jobId } as const;
  await ctx.activity.record({ ...entry, summary: "started printing the labels of a batch" });
  return { jobId };
}
