import { parcelBatchEntries, parcels, shipments } from "@waybill/db";
import { and, asc, eq, gt, ne } from "drizzle-orm";
import { z } from "zod";
import { defineJob, type JobContext, JobRefused, type TenantContext } from "../../core/index.ts";
import { FileService, storeFile } from "../../platform/files/index.ts";
import { batchCounts } from "./batch.ts";
import { labelSheet } from "./files.ts";
import { type LabelContent, LabelSheet } from "./label.ts";
import { shipmentJoin } from "./shipments.ts";

/** How many labels are read at a time. */
const pieceSize = 200;

/** How many labels are drawn between two words to people. */
const tellingEach = 50;

const input = z.object({ batchId: z.uuid() });

/**
 * Prints the labels of a batch, in its order, into one PDF: a page for each parcel that was dispatched and not cancelled
 * since, from its shipment. A batch's bound is that of the pages. Run twice, it makes the same file.
 */
export const printLabels = defineJob({
  name: "parcels.printLabels",
  title: "Print the labels of a batch",
  readBy: "parcels.read",
  needs: "parcels.dispatch",
  input,
  timeoutSeconds: 1800,
  onGiveUp: { nothingWaits: "The labels can be asked for again; each parcel has its own." },
  async handler(job) {
    const sheet = new LabelSheet();
    const { printable, unprintable } = await gather(job, sheet);
    if (printable.size === 0) throw new JobRefused("No parcel of this batch has a label to print.");
    for (const reference of unprintable) await job.say(`${reference}: no font has a character of its label.`);
    const about = { ownerId: job.id, name: "labels.pdf", contentType: "application/pdf" };
    const pdf = await sheet.begin("Labels");
    const file = await storeFile(job, labelSheet, about, () => {
      draw(job, sheet, printable).catch((error) => pdf.destroy(error));
      return pdf;
    });
    await job.transaction((ctx) => new FileService(ctx).enter(labelSheet, file));
    return { fileId: file.id, labels: printable.size };
  },
});

/** Reads all labels once, for the fonts that they need. @returns the shipments that can be printed */
async function gather(job: JobContext<z.output<typeof input>>, sheet: LabelSheet) {
  const printable = new Set<string>();
  const unprintable: string[] = [];
  for await (const { shipmentId, ...content } of labelsOf(job)) {
    try {
      sheet.add(content);
      printable.add(shipmentId);
    } catch {
      // It left before the fonts were asked.
      unprintable.push(content.reference);
    }
  }
  return { printable, unprintable };
}

async function draw(
  job: JobContext<z.output<typeof input>>,
  sheet: LabelSheet,
  printable: ReadonlySet<string>,
): Promise<void> {
  let drawn = 0;
  for await (const { shipmentId, ...content } of labelsOf(job)) {
    if (!printable.has(shipmentId)) continue;
    if (drawn % tellingEach === 0) await job.progress(drawn, printable.size, `${drawn} of ${printable.size} labels`);
    await sheet.draw(content);
    drawn += 1;
  }
  await job.progress(drawn, printable.size, `${drawn} of ${printable.size} labels`);
  sheet.end();
}

/** The labels of a batch, in its order. */
async function* labelsOf({ input: { batchId }, transaction }: JobContext<z.output<typeof input>>) {
  for (let after = 0; ; ) {
    const piece = await transaction((ctx) => labelsAfter(ctx, batchId, after));
    for (const { position: _position, sender, ...label } of piece) {
      yield { ...label, sender: sender.name } satisfies LabelContent & { shipmentId: string };
    }
    after = piece.at(-1)?.position ?? after;
    if (piece.length < pieceSize) return;
  }
}

function labelsAfter({ db, own }: TenantContext, batchId: string, after: number) {
  const { position, jobId, outcome, parcelId } = parcelBatchEntries;
  const { reference, sender, recipient, weight } = shipments;
  return db
    .select({ position, shipmentId: shipments.id, reference, sender, recipient, weight })
    .from(parcelBatchEntries)
    .innerJoin(parcels, and(eq(parcels.tenantId, parcelBatchEntries.tenantId), eq(parcels.id, parcelId)))
    .innerJoin(shipments, shipmentJoin)
    .where(
      own(
        parcelBatchEntries,
        eq(jobId, batchId),
        eq(outcome, "done"),
        gt(position, after),
        ne(parcels.state, "cancelled"),
      ),
    )
    .orderBy(asc(position))
    .limit(pieceSize);
}

/** Queues the printing of a batch's labels; one printing at a time. @throws NOT_FOUND */
export async function beginPrinting(ctx: TenantContext, batchId: string): Promise<{ jobId: string }> {
  await batchCounts(ctx, batchId);
  return { jobId: await ctx.jobs.enqueue(printLabels, { batchId }, { uniqueKey: batchId }) };
}
