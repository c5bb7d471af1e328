import { describe, expect, test } from "vitest";
import { findingsOf, type ItemRow, type ParcelRow, type RunResult } from "./findings.ts";

const parcel: ParcelRow = {
  ...{ id: "1", reference: "P-1", state: "delivered", trackingNumber: "C-1" },
  ...{ pieces: 2, left: 2, shipments: 1, dispatches: 1 },
};
const item: ItemRow = {
  ...{ sku: "LAMP", onHand: 8, reserved: 0, movements: 4 },
  ...{ ledgerOnHand: 8, ledgerReserved: 0, ledgerMovements: 4, lastPosition: 4 },
};
const booking = { key: "parcel-1", trackingNumber: "C-1", reference: "P-1", voided: false };
const event = { id: "e", name: "parcel.dispatched", handlers: 1, queued: 1, done: 1 };
const job = { id: "j", name: "parcels.track", state: "failed", error: "Timeout" };
const good: RunResult = {
  acknowledged: { created: [{ reference: "P-1", id: "1" }], dispatched: ["1"], invited: ["ada@example.test"] },
  parcels: [parcel],
  items: [item],
  bookings: [booking, { ...booking, key: "parcel-1-2", voided: true }],
  events: [event],
  jobs: [],
  invitations: ["ada@example.test"],
  // A mail may arrive twice: SMTP has no idempotency key.
  mails: ["ada@example.test", "ada@example.test"],
  wrongTimes: [],
  unhandled: [],
  unanswered: [],
  startSeconds: 5,
  recoveries: [{ fault: "a restart", process: "web-1", seconds: 15 }],
};

test("a correct result has no findings", () => {
  expect(findingsOf(good)).toEqual([]);
});

test("a slow start of the run allows twice its time until a process is ready again", () => {
  const late = (seconds: number): RunResult => ({
    ...good,
    startSeconds: 10,
    recoveries: [{ fault: "a restart", process: "web-1", seconds }],
  });
  expect(findingsOf(late(20))).toEqual([]);
  expect(findingsOf(late(20.1))).toMatchObject([{ kind: "late" }]);
});

describe("each planted fault is found:", () => {
  const planted: [name: string, finding: string, Partial<RunResult>][] = [
    [
      "a missing acknowledged parcel",
      "lost: the parcel P-2 (2)",
      {
        acknowledged: { ...good.acknowledged, created: [...good.acknowledged.created, { reference: "P-2", id: "2" }] },
      },
    ],
    [
      "another parcel under the acknowledged id",
      "lost: the parcel P-1 (1)",
      {
        parcels: [{ ...parcel, reference: "P-9" }],
      },
    ],
    [
      "a missing acknowledged dispatch",
      "lost: the dispatch of P-1",
      {
        parcels: [{ ...parcel, dispatches: 0, left: 0, state: "packed" }],
      },
    ],
    ["a parcel saved twice", "duplicated: the parcel P-1: 2 of them", { parcels: [parcel, { ...parcel, id: "2" }] }],
    ["a missing invitation", "lost: the invitation of ada@example.test", { invitations: [] }],
    ["a missing mail", "lost: the mail to ada@example.test", { mails: [] }],
    [
      "a duplicated invitation",
      "duplicated: the invitation of ada@example.test: 2 of them",
      {
        invitations: ["ada@example.test", "ada@example.test"],
      },
    ],
    [
      "stock that differs from its ledger",
      "wrong: LAMP, on hand: 7, by its ledger 8",
      {
        items: [{ ...item, onHand: 7 }],
      },
    ],
    [
      "a remaining reservation",
      "wrong: LAMP, reserved: 2, by its ledger 0",
      {
        items: [{ ...item, reserved: 2 }],
      },
    ],
    [
      "a gap in the ledger",
      "wrong: LAMP, last position: 4, by its ledger 5",
      { items: [{ ...item, lastPosition: 5 }] },
    ],
    [
      "stock that left twice",
      "duplicated: the dispatch of P-1: 4 of 2 left stock",
      { parcels: [{ ...parcel, left: 4 }] },
    ],
    ["stock that did not leave", "lost: stock of P-1: 0 of 2 left stock", { parcels: [{ ...parcel, left: 0 }] }],
    [
      "a parcel with two bookings",
      "duplicated: P-1 at the carrier: 2 bookings",
      {
        bookings: [booking, { ...booking, key: "parcel-1-2", trackingNumber: "C-2" }],
      },
    ],
    ["a second shipment of a parcel", "duplicated: P-1: 2 shipments", { parcels: [{ ...parcel, shipments: 2 }] }],
    ["a delivered parcel without a booking", "lost: the booking of P-1", { bookings: [] }],
    [
      "the tracking number of another parcel",
      "wrong: P-1 has the tracking number C-7 of another parcel",
      {
        parcels: [{ ...parcel, trackingNumber: "C-7" }],
      },
    ],
    [
      "a booking without a parcel",
      "lost: P-8, which the carrier has booked",
      {
        bookings: [booking, { ...booking, key: "parcel-8", reference: "P-8" }],
      },
    ],
    ["an undelivered parcel", "stuck: P-1 is failed", { parcels: [{ ...parcel, state: "failed" }] }],
    ["a job that failed", "stuck: the job parcels.track (j) is failed: Timeout", { jobs: [job] }],
    [
      "an event without a handler's job",
      "lost: a handler's job for parcel.dispatched (e)",
      {
        events: [{ ...event, queued: 0, done: 0 }],
      },
    ],
    [
      "an event with two jobs of a handler",
      "duplicated: a handler's job for parcel.dispatched (e)",
      {
        events: [{ ...event, queued: 2, done: 2 }],
      },
    ],
    [
      "a handler's unfinished job",
      "stuck: a handler's job for parcel.dispatched (e)",
      { events: [{ ...event, done: 0 }] },
    ],
    [
      "a time of a wrong clock",
      "wrong: times of a wrong clock in parcels.created_at: 2 rows",
      {
        wrongTimes: ["parcels.created_at: 2 rows"],
      },
    ],
    ["an unhandled error", "wrong: unhandled: web-1-1.log: reset", { unhandled: ["web-1-1.log: reset"] }],
    [
      "a request without an answer",
      "unanswered: POST /api/trpc/parcels.create",
      {
        unanswered: ["POST /api/trpc/parcels.create"],
      },
    ],
    [
      "a late process",
      "late: web-1 after a restart: ready after 15.1 s",
      {
        recoveries: [{ fault: "a restart", process: "web-1", seconds: 15.1 }],
      },
    ],
    [
      "a process that is not ready again",
      "late: web-1 after a restart: not ready",
      {
        recoveries: [{ fault: "a restart", process: "web-1", seconds: null }],
      },
    ],
  ];
  test.each(planted)("%s", (_, finding, part) => {
    expect(findingsOf({ ...good, ...part }).map(({ kind, what }) => `${kind}: ${what}`)).toContain(finding);
  });
});
