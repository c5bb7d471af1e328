/** A parcel in the database after a run. */
export interface ParcelRow {
  id: string;
  reference: string;
  state: string;
  trackingNumber: string | null;
  /** Number of pieces in its lines. */
  pieces: number;
  /** Number of pieces that left stock, by the ledger. */
  left: number;
  shipments: number;
  /** Number of its dispatch events. */
  dispatches: number;
}

/** An item's balances, and the sums of its ledger. */
export interface ItemRow {
  sku: string;
  onHand: number;
  reserved: number;
  movements: number;
  ledgerOnHand: number;
  ledgerReserved: number;
  ledgerMovements: number;
  lastPosition: number;
}

/** The state after a run. */
export interface RunResult {
  /** Successfully answered requests. */
  acknowledged: {
    created: readonly { reference: string; id: string }[];
    /** Ids of parcels. */
    dispatched: readonly string[];
    /** Addresses. */
    invited: readonly string[];
  };
  parcels: readonly ParcelRow[];
  items: readonly ItemRow[];
  /** The carrier's bookings. */
  bookings: readonly { key: string; trackingNumber: string; reference: string; voided: boolean }[];
  /** Events with async handlers, with the number of handlers and of their queued and finished jobs. */
  events: readonly { id: string; name: string; handlers: number; queued: number; done: number }[];
  /** Unfinished and failed jobs, of the tenants' list and of the queue. */
  jobs: readonly { id: string; name: string; state: string; error: string | null }[];
  invitations: readonly string[];
  /** The recipients of mails, one entry per mail. */
  mails: readonly string[];
  /** Columns with times in the future, with the number of rows. */
  wrongTimes: readonly string[];
  /** Log lines of unhandled errors. */
  unhandled: readonly string[];
  /** Requests without a useful answer. */
  unanswered: readonly string[];
  /** The time until every process was ready at the start of the run, in seconds. */
  startSeconds: number;
  /** The time of each process until it was ready after a fault; null if it was not. */
  recoveries: readonly { fault: string; process: string; seconds: number | null }[];
}

/** A violated guarantee. */
export interface Finding {
  kind: "lost" | "duplicated" | "wrong" | "stuck" | "unanswered" | "late";
  what: string;
}

/**
 * The time after a fault within which every process must be ready, in seconds: 15, or twice the time that the same processes took to start,
 * because other work may share the processors.
 */
export const recoverySecondsOf = ({ startSeconds }: Pick<RunResult, "startSeconds">) => Math.max(15, 2 * startSeconds);

/** @returns everything that is lost, duplicated, wrong, stuck, unanswered or late */
export function findingsOf(result: RunResult): Finding[] {
  const limit = recoverySecondsOf(result);
  return [
    ...requestFindings(result),
    ...stockFindings(result),
    ...carrierFindings(result),
    ...jobFindings(result),
    ...result.wrongTimes.map((what): Finding => ({ kind: "wrong", what: `times of a wrong clock in ${what}` })),
    ...result.unhandled.map((what): Finding => ({ kind: "wrong", what: `unhandled: ${what}` })),
    ...result.unanswered.map((what): Finding => ({ kind: "unanswered", what })),
    ...result.recoveries
      .filter(({ seconds }) => seconds === null || seconds > limit)
      .map(
        ({ fault, process, seconds }): Finding => ({
          kind: "late",
          what: `${process} after ${fault}: ${seconds === null ? "not ready" : `ready after ${seconds.toFixed(1)} s`}`,
        }),
      ),
  ];
}

function requestFindings({ acknowledged, parcels, invitations, mails }: RunResult): Finding[] {
  const byId = new Map(parcels.map((parcel) => [parcel.id, parcel]));
  const findings: Finding[] = [];
  for (const { id, reference } of acknowledged.created) {
    const parcel = byId.get(id);
    if (parcel?.reference !== reference) findings.push({ kind: "lost", what: `the parcel ${reference} (${id})` });
  }
  for (const id of acknowledged.dispatched) {
    const parcel = byId.get(id);
    if (parcel && parcel.dispatches === 0) {
      findings.push({ kind: "lost", what: `the dispatch of ${parcel.reference}` });
    }
  }
  for (const [reference, count] of countsOf(parcels.map((parcel) => parcel.reference))) {
    if (count > 1) findings.push({ kind: "duplicated", what: `the parcel ${reference}: ${count} of them` });
  }
  for (const email of acknowledged.invited) {
    if (!invitations.includes(email)) findings.push({ kind: "lost", what: `the invitation of ${email}` });
    else if (!mails.includes(email)) findings.push({ kind: "lost", what: `the mail to ${email}` });
  }
  for (const [email, count] of countsOf(invitations)) {
    if (count > 1) findings.push({ kind: "duplicated", what: `the invitation of ${email}: ${count} of them` });
  }
  return findings;
}

function stockFindings({ items, parcels }: RunResult): Finding[] {
  const findings: Finding[] = [];
  for (const item of items) {
    const wrong = [
      ["on hand", item.onHand, item.ledgerOnHand],
      ["reserved", item.reserved, item.ledgerReserved],
      ["movements", item.movements, item.ledgerMovements],
      ["last position", item.movements, item.lastPosition],
    ] as const;
    for (const [what, has, ledgerHas] of wrong) {
      if (has !== ledgerHas) {
        findings.push({ kind: "wrong", what: `${item.sku}, ${what}: ${has}, by its ledger ${ledgerHas}` });
      }
    }
  }
  for (const { reference, pieces, left, dispatches } of parcels) {
    if (dispatches === 0 && left === 0) continue;
    if (left > pieces || dispatches > 1) {
      findings.push({ kind: "duplicated", what: `the dispatch of ${reference}: ${left} of ${pieces} left stock` });
    } else if (left < pieces) {
      findings.push({ kind: "lost", what: `stock of ${reference}: ${left} of ${pieces} left stock` });
    }
  }
  return findings;
}

function carrierFindings({ parcels, bookings }: RunResult): Finding[] {
  const findings: Finding[] = [];
  const carried = Map.groupBy(
    bookings.filter(({ voided }) => !voided),
    ({ reference }) => reference,
  );
  const known = new Set(parcels.map(({ reference }) => reference));
  for (const { reference, state, trackingNumber, dispatches, shipments } of parcels) {
    const own = carried.get(reference) ?? [];
    if (own.length > 1)
      findings.push({ kind: "duplicated", what: `${reference} at the carrier: ${own.length} bookings` });
    if (shipments > 1) findings.push({ kind: "duplicated", what: `${reference}: ${shipments} shipments` });
    if (dispatches === 0) continue;
    if (state !== "delivered") findings.push({ kind: "stuck", what: `${reference} is ${state}` });
    else if (own.length === 0) findings.push({ kind: "lost", what: `the booking of ${reference}` });
    else if (own.every((booking) => booking.trackingNumber !== trackingNumber)) {
      findings.push({
        kind: "wrong",
        what: `${reference} has the tracking number ${trackingNumber} of another parcel`,
      });
    }
  }
  for (const reference of carried.keys()) {
    if (!known.has(reference)) findings.push({ kind: "lost", what: `${reference}, which the carrier has booked` });
  }
  return findings;
}

function jobFindings({ events, jobs }: RunResult): Finding[] {
  const findings = jobs.map(
    ({ id, name, state, error }): Finding => ({
      kind: "stuck",
      what: `the job ${name} (${id}) is ${state}${error ? `: ${error}` : ""}`,
    }),
  );
  for (const { id, name, handlers, queued, done } of events) {
    const what = `a handler's job for ${name} (${id})`;
    if (queued < handlers) findings.push({ kind: "lost", what });
    else if (queued > handlers) findings.push({ kind: "duplicated", what });
    else if (done < handlers) findings.push({ kind: "stuck", what });
  }
  return findings;
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
