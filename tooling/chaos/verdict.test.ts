import { describe, expect, test } from "vitest";
import { type Evidence, judge, type KeptItem, type KeptParcel } from "./verdict.ts";

const parcel: KeptParcel = {
  ...{ id: "1", reference: "P-1", state: "delivered", trackingNumber: "C-1" },
  ...{ pieces: 2, left: 2, shipments: 1, dispatches: 1 },
};
const item: KeptItem = {
  ...{ sku: "LAMP", onHand: 8, reserved: 0, movements: 4 },
  ...{ ledgerOnHand: 8, ledgerReserved: 0, ledgerMovements: 4, lastPosition: 4 },
};
const booking = { key: "parcel-1", trackingNumber: "C-1", reference: "P-1", voided: false };
const event = { id: "e", name: "parcel.dispatched", handlers: 1, begun: 1, done: 1 };
const job = { id: "j", name: "parcels.track", state: "failed", error: "Timeout" };
const good: Evidence = {
  acknowledged: { created: [{ reference: "P-1", id: "1" }], dispatched: ["1"], invited: ["ada@example.test"] },
  parcels: [parcel],
  items: [item],
  bookings: [booking, { ...booking, key: "parcel-1-2", voided: true }],
  events: [event],
  jobs: [],
  invitations: ["ada@example.test"],
  // Mail may come twice: its server cannot be asked whether it has one.
  mails: ["ada@example.test", "ada@example.test"],
  misdated: [],
  unhandled: [],
  unanswered: [],
  recoveries: [{ fault: "a restart", process: "web-1", seconds: 15 }],
};

test("where all is there once, nothing is found", () => {
  expect(judge(good)).toEqual([]);
});

describe("what is planted is found:", () => {
  const planted: [name: string, finding: string, Partial<Evidence>][] = [
    [
      "an acknowledged parcel that is not there",
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
      "an acknowledged dispatch that is not noted",
      "lost: the dispatch of P-1",
      {
        parcels: [{ ...parcel, dispatches: 0, left: 0, state: "packed" }],
      },
    ],
    ["a parcel saved twice", "doubled: the parcel P-1: 2 of them", { parcels: [parcel, { ...parcel, id: "2" }] }],
    ["an invitation that is not there", "lost: the invitation of ada@example.test", { invitations: [] }],
    ["a mail that did not come", "lost: the mail to ada@example.test", { mails: [] }],
    [
      "an invitation that was made twice",
      "doubled: the invitation of ada@example.test: 2 of them",
      {
        invitations: ["ada@example.test", "ada@example.test"],
      },
    ],
    [
      "stock that its ledger does not explain",
      "wrong: LAMP, on hand: 7, by its ledger 8",
      {
        items: [{ ...item, onHand: 7 }],
      },
    ],
    [
      "a reservation that nobody lifted",
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
    ["stock that left twice", "doubled: the dispatch of P-1: 4 of 2 left stock", { parcels: [{ ...parcel, left: 4 }] }],
    ["stock that did not leave", "lost: stock of P-1: 0 of 2 left it", { parcels: [{ ...parcel, left: 0 }] }],
    [
      "a parcel that is carried twice",
      "doubled: P-1 at the carrier: 2 bookings",
      {
        bookings: [booking, { ...booking, key: "parcel-1-2", trackingNumber: "C-2" }],
      },
    ],
    ["a second shipment of a parcel", "doubled: P-1: 2 shipments", { parcels: [{ ...parcel, shipments: 2 }] }],
    ["a delivered parcel that the carrier does not know", "lost: the booking of P-1", { bookings: [] }],
    [
      "another one's tracking number",
      "wrong: P-1 has the number C-7, which is another one's",
      {
        parcels: [{ ...parcel, trackingNumber: "C-7" }],
      },
    ],
    [
      "a booking of a parcel that is not there",
      "lost: P-8, which the carrier carries",
      {
        bookings: [booking, { ...booking, key: "parcel-8", reference: "P-8" }],
      },
    ],
    ["a parcel that does not arrive", "stuck: P-1 is failed", { parcels: [{ ...parcel, state: "failed" }] }],
    ["a job that failed", "stuck: the job parcels.track (j) is failed: Timeout", { jobs: [job] }],
    [
      "an event that nobody reacted to",
      "lost: a reaction to parcel.dispatched (e)",
      {
        events: [{ ...event, begun: 0, done: 0 }],
      },
    ],
    [
      "an event that was reacted to twice",
      "doubled: a reaction to parcel.dispatched (e)",
      {
        events: [{ ...event, begun: 2, done: 2 }],
      },
    ],
    ["a reaction without an end", "stuck: a reaction to parcel.dispatched (e)", { events: [{ ...event, done: 0 }] }],
    [
      "a moment of a wrong clock",
      "wrong: moments of a wrong clock in parcels.created_at: 2 rows",
      {
        misdated: ["parcels.created_at: 2 rows"],
      },
    ],
    [
      "an error that nobody handled",
      "wrong: nobody handled: web-1-1.log: reset",
      { unhandled: ["web-1-1.log: reset"] },
    ],
    [
      "a request without an answer",
      "unanswered: POST /api/trpc/parcels.create",
      {
        unanswered: ["POST /api/trpc/parcels.create"],
      },
    ],
    [
      "a process that came late",
      "late: web-1 after a restart: served after 15.1 s",
      {
        recoveries: [{ fault: "a restart", process: "web-1", seconds: 15.1 }],
      },
    ],
    [
      "a process that did not come back",
      "late: web-1 after a restart: did not serve again",
      {
        recoveries: [{ fault: "a restart", process: "web-1", seconds: null }],
      },
    ],
  ];
  test.each(planted)("%s", (_, finding, part) => {
    expect(judge({ ...good, ...part }).map(({ kind, what }) => `${kind}: ${what}`)).toContain(finding);
  });
});
