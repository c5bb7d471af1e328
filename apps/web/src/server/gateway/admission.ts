/** The keys by which a request is counted. */
export interface ClientKeys {
  /** The network of the client. */
  network: string;
  /** Its verified session or key; null for an unverified caller. */
  session: string | null;
  /** Its verified tenant. */
  tenant: string | null;
}

/** Limits of concurrent work, in units. A call is one unit. */
export interface AdmissionLimits {
  total: number;
  perNetwork: number;
  perSession: number;
  perTenant: number;
  /** Of unverified callers: of one network, and of all. */
  unverifiedPerNetwork: number;
  unverified: number;
  /** Waiting requests of one session. */
  waitingPerSession: number;
  /** Waiting requests of one network. Unverified ones take at most half of them. */
  waitingPerNetwork: number;
  /** Waiting requests of all unverified callers. */
  waitingUnverified: number;
  /** Waiting requests of all callers. */
  waiting: number;
  /** The longest wait for a slot, in milliseconds. */
  waitMs: number;
}

/** A slot, held or waited for. */
export interface Slot {
  /** Releases the slot, or stops waiting. Idempotent. */
  release(): void;
}

interface Entry {
  caller: ClientKeys;
  units: number;
  start: () => void;
  timedOut: () => void;
  state: "waiting" | "running" | "done";
  /** Ends the wait. */
  timer?: NodeJS.Timeout;
}

/** The waiting requests of a session, or of the unverified callers of a network. */
type Queue = Entry[];

interface Network {
  units: number;
  /** The part of them that unverified callers take. */
  unverified: number;
  waiting: number;
  /** By session, in round-robin order. */
  queues: Map<string, Queue>;
}

/**
 * Bounds concurrent work and shares it fairly: round-robin between networks, and within a network between its sessions.
 * A caller may start while it is below its limits, so one large request may exceed them once. The unverified callers of a
 * network share one queue, and all unverified callers share a part of the total: the rest is kept for verified callers.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  /** In round-robin order. */
  readonly #networks = new Map<string, Network>();
  readonly #sessions = new Map<string, number>();
  readonly #tenants = new Map<string, number>();
  #units = 0;
  #waiting = 0;
  #unverified = 0;
  #waitingUnverified = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** The units in flight. */
  get units(): number {
    return this.#units;
  }

  /** The number of waiting requests. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Calls `start` as soon as there is a slot.
   *
   * @param units the size of the request.
   * @param timedOut called instead of `start` after the longest wait.
   * @returns null if the queue is full; neither `start` nor `timedOut` is called then.
   */
  acquire(caller: ClientKeys, units: number, start: () => void, timedOut: () => void): Slot | null {
    const entry: Entry = { caller, units, start, timedOut, state: "waiting" };
    const network = this.#networkOf(caller);
    const queue = network.queues.get(caller.session ?? "");
    // A request never overtakes the queue of its own session.
    if (!queue && this.#mayStart(entry, network)) this.#start(entry, network);
    else if (!this.#wait(entry, network)) return null;
    return { release: () => this.#release(entry) };
  }

  #networkOf({ network: key }: ClientKeys): Network {
    const known = this.#networks.get(key) ?? { units: 0, unverified: 0, waiting: 0, queues: new Map() };
    this.#networks.set(key, known);
    return known;
  }

  #mayStart({ caller: { session, tenant } }: Entry, network: Network): boolean {
    const { total, perNetwork, perSession, perTenant } = this.#limits;
    return (
      this.#units < total &&
      network.units < perNetwork &&
      (session === null ? this.#hasUnverifiedCapacity(network) : (this.#sessions.get(session) ?? 0) < perSession) &&
      (tenant === null || (this.#tenants.get(tenant) ?? 0) < perTenant)
    );
  }

  #hasUnverifiedCapacity(network: Network): boolean {
    return this.#unverified < this.#limits.unverified && network.unverified < this.#limits.unverifiedPerNetwork;
  }

  #start(entry: Entry, network: Network): void {
    entry.state = "running";
    this.#count(entry, network, entry.units);
    entry.start();
  }

  #count({ caller: { session, tenant } }: Entry, network: Network, units: number): void {
    this.#units += units;
    network.units += units;
    if (session !== null) add(this.#sessions, session, units);
    else {
      this.#unverified += units;
      network.unverified += units;
    }
    if (tenant !== null) add(this.#tenants, tenant, units);
  }

  #wait(entry: Entry, network: Network): boolean {
    const { waiting, waitingPerNetwork, waitingPerSession, waitingUnverified } = this.#limits;
    const isUnverified = entry.caller.session === null;
    const key = entry.caller.session ?? "";
    const queue = network.queues.get(key) ?? [];
    const most = isUnverified ? Math.ceil(waitingPerNetwork / 2) : waitingPerSession;
    const full = this.#waiting >= waiting || (isUnverified && this.#waitingUnverified >= waitingUnverified);
    if (full || network.waiting >= waitingPerNetwork || queue.length >= most) {
      this.#forget(entry.caller.network, network);
      return false;
    }
    network.queues.set(key, queue);
    queue.push(entry);
    this.#countWaiting(entry, network, 1);
    entry.timer = setTimeout(() => this.#timeOut(entry), this.#limits.waitMs);
    return true;
  }

  #timeOut(entry: Entry): void {
    this.#release(entry);
    entry.timedOut();
  }

  #release(entry: Entry): void {
    const { network: key, session } = entry.caller;
    const network = this.#networks.get(key);
    if (!network || entry.state === "done") return;
    if (entry.state === "running") {
      this.#count(entry, network, -entry.units);
    } else {
      const queue = network.queues.get(session ?? "") ?? [];
      this.#dequeue(entry, network, queue);
    }
    entry.state = "done";
    this.#forget(key, network);
    this.#advance();
  }

  #dequeue(entry: Entry, network: Network, queue: Queue): void {
    clearTimeout(entry.timer);
    queue.splice(queue.indexOf(entry), 1);
    if (queue.length === 0) network.queues.delete(entry.caller.session ?? "");
    this.#countWaiting(entry, network, -1);
  }

  #countWaiting({ caller: { session } }: Entry, network: Network, by: 1 | -1): void {
    network.waiting += by;
    this.#waiting += by;
    if (session === null) this.#waitingUnverified += by;
  }

  #forget(key: string, network: Network): void {
    if (network.units === 0 && network.waiting === 0) this.#networks.delete(key);
  }

  /** Starts waiting requests while there are slots. */
  #advance(): void {
    while (this.#waiting > 0 && this.#units < this.#limits.total) if (!this.#startNext()) return;
  }

  #startNext(): boolean {
    for (const [networkKey, network] of this.#networks) {
      if (network.waiting === 0 || network.units >= this.#limits.perNetwork) continue;
      for (const [key, queue] of network.queues) {
        const [first] = queue;
        if (!first || !this.#mayStart(first, network)) continue;
        // To the end of both round-robin orders.
        network.queues.delete(key);
        network.queues.set(key, queue);
        this.#networks.delete(networkKey);
        this.#networks.set(networkKey, network);
        this.#dequeue(first, network, queue);
        this.#start(first, network);
        return true;
      }
    }
    return false;
  }
}

function add(counts: Map<string, number>, key: string, units: number): void {
  const count = (counts.get(key) ?? 0) + units;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
