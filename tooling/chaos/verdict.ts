/** A parcel as the database has it at the end. */
export interface KeptParcel {
  id: string;
  reference: string;
  state: string;
  trackingNumber: string | null;
  /** How many pieces are on it. */
  pieces: number;
  /** How many the ledger says have left with it. */
  left: number;
  shipments: number;
  /** How often it was noted as dispatched. */
  dispatches: number;
}

/** An item's balances, and what its ledger adds up to. */
export interface KeptItem {
  sku: string;
  onHand: number;
  reserved: number;
  movements: number;
  ledgerOnHand: number;
  ledgerReserved: number;
  ledgerMovements: number;
  lastPosition: number;
}

/** What is left when everything has come to rest. */
export interface Evidence {
  /** Saves whose answer said that they are done. */
  acknowledged: {
    created: readonly { reference: string; id: string }[];
    /** Ids of parcels. */
    dispatched: readonly string[];
    /** Addresses. */
    invited: readonly string[];
  };
  parcels: readonly KeptParcel[];
  items: readonly KeptItem[];
  /** What the carrier carries, by key. */
  bookings: readonly { key: string; trackingNumber: string; reference: string; voided: boolean }[];
  /** Events that something reacts to, with how many of the reactions were begun and how many are done. */
  events: readonly { id: string; name: string; handlers: number; begun: number; done: number }[];
  /** Jobs that did not end well, of the tenants' list and of the queue. */
  jobs: readonly { id: string; name: string; state: string; error: string | null }[];
  invitations: readonly string[];
  /** The recipients of mails, each as often as one came. */
  mails: readonly string[];
  /** Columns with moments that have not come yet, with how many rows. */
  misdated: readonly string[];
  /** Lines of logs that tell of what nobody handled. */
  unhandled: readonly string[];
  /** Requests that got no answer, or one that nobody can act on. */
  unanswered: readonly string[];
  /** How long each process took to serve again after a fault; null where it did not. */
  recoveries: readonly { fault: string; process: string; seconds: number | null }[];
}

/** Something that is not as it has to be. */
export interface Finding {
  kind: "lost" | "doubled" | "wrong" | "stuck" | "unanswered" | "late";
  what: string;
}

/** Within how many seconds of the end of a fault every process has to serve again. */
export const recoverySeconds = 15;

/** Judges what is left. @returns what is lost, doubled, wrong, stuck, unanswered or late; nothing where all is well */
export function judge(evidence: Evidence): Finding[] {
  return [
    ...saves(evidence),
    ...ledger(evidence),
    ...carriage(evidence),
    ...reactions(evidence),
    ...evidence.misdated.map((what): Finding => ({ kind: "wrong", what: `moments of a wrong clock in ${what}` })),
    ...evidence.unhandled.map((what): Finding => ({ kind: "wrong", what: `nobody handled: ${what}` })),
    ...evidence.unanswered.map((what): Finding => ({ kind: "unanswered", what })),
    ...evidence.recoveries
      .filter(({ seconds }) => seconds === null || seconds > recoverySeconds)
      .map(
        ({ fault, process, seconds }): Finding => ({
          kind: "late",
          what: `${process} after ${fault}: ${seconds === null ? "did not serve again" : `served after ${seconds.toFixed(1)} s`}`,
        }),
      ),
  ];
}

function saves({ acknowledged, parcels, invitations, mails }: Evidence): Finding[] {
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
    if (count > 1) findings.push({ kind: "doubled", what: `the parcel ${reference}: ${count} of them` });
  }
  for (const email of acknowledged.invited) {
    if (!invitations.includes(email)) findings.push({ kind: "lost", what: `the invitation of ${email}` });
    else if (!mails.includes(email)) findings.push({ kind: "lost", what: `the mail to ${email}` });
  }
  for (const [email, count] of countsOf(invitations)) {
    if (count > 1) findings.push({ kind: "doubled", what: `the invitation of ${email}: ${count} of them` });
  }
  return findings;
}

function ledger({ items, parcels }: Evidence): Finding[] {
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
      findings.push({ kind: "doubled", what: `the dispatch of ${reference}: ${left} of ${pieces} left stock` });
    } else if (left < pieces) {
      findings.push({ kind: "lost", what: `stock of ${reference}: ${left} of ${pieces} left it` });
    }
  }
  return findings;
}

function carriage({ parcels, bookings }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const carried = Map.groupBy(
    bookings.filter(({ voided }) => !voided),
    ({ reference }) => reference,
  );
  const known = new Set(parcels.map(({ reference }) => reference));
  for (const { reference, state, trackingNumber, dispatches, shipments } of parcels) {
    const own = carried.get(reference) ?? [];
    if (own.length > 1) findings.push({ kind: "doubled", what: `${reference} at the carrier: ${own.length} bookings` });
    if (shipments > 1) findings.push({ kind: "doubled", what: `${reference}: ${shipments} shipments` });
    if (dispatches === 0) continue;
    if (state !== "delivered") findings.push({ kind: "stuck", what: `${reference} is ${state}` });
    else if (own.length === 0) findings.push({ kind: "lost", what: `the booking of ${reference}` });
    else if (own.every((booking) => booking.trackingNumber !== trackingNumber)) {
      findings.push({ kind: "wrong", what: `${reference} has the number ${trackingNumber}, which is another one's` });
    }
  }
  for (const reference of carried.keys()) {
    if (!known.has(reference)) findings.push({ kind: "lost", what: `${reference}, which the carrier carries` });
  }
  return findings;
}

function reactions({ events, jobs }: Evidence): Finding[] {
  const findings = jobs.map(
    ({ id, name, state, error }): Finding => ({
      kind: "stuck",
      what: `the job ${name} (${id}) is ${state}${error ? `: ${error}` : ""}`,
    }),
  );
  for (const { id, name, handlers, begun, done } of events) {
    if (begun < handlers) findings.push({ kind: "lost", what: `a reaction to ${name} (${id})` });
    else if (begun > handlers) findings.push({ kind: "doubled", what: `a reaction to ${name} (${id})` });
    else if (done < handlers) findings.push({ kind: "stuck", what: `a reaction to ${name} (${id})` });
  }
  return findings;
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
