/** Who asks for work: what it is counted by. */
export interface Caller {
  /** The network that it comes from. */
  network: string;
  /** Its session or key, once that is known to be good; null for strangers. */
  session: string | null;
  /** The tenant that it acts in, once that is known. */
  tenant: string | null;
}

/** How much work there may be at a time, in units: a call is one, whatever takes more is more. */
export interface GateLimits {
  total: number;
  perNetwork: number;
  perSession: number;
  perTenant: number;
  /** How much of the strangers: of one network, and of all. */
  strangersPerNetwork: number;
  strangers: number;
  /** How many requests of one session, or of everybody without one in a network, may wait. */
  waitingPerSession: number;
  /** How many of one network may wait. */
  waitingPerNetwork: number;
  /** How many strangers may wait, from wherever. */
  waitingStrangers: number;
  /** How many may wait at all. */
  waiting: number;
  /** How long one waits for its turn, in milliseconds. */
  waitMs: number;
}

/** A place in the gate: taken, or waited for. */
export interface Ticket {
  /** Gives the place back, or stops waiting for it. Calling it again does nothing. */
  leave(): void;
}

interface Entry {
  caller: Caller;
  units: number;
  begin: () => void;
  late: () => void;
  state: "waiting" | "working" | "gone";
  /** Ends its waiting. */
  timer?: NodeJS.Timeout;
}

/** A line of a session, or of those without one in a network. */
type Line = Entry[];

interface Network {
  units: number;
  /** Those of them that strangers take. */
  strangers: number;
  waiting: number;
  /** By session, the one whose turn is next at the front. */
  lines: Map<string, Line>;
}

/**
 * Lets only so much work in at a time, and shares it fairly: networks take turns, inside of one its sessions do. So one
 * caller's calls wait for each other, and a neighbour's wait for one turn at the most. A caller begins while it is below
 * its limits, so a large piece of work may exceed them once, by itself. Strangers of a network stand in one line, and all
 * strangers together have a pool that is smaller than the whole: whoever is known finds room beside them.
 */
export class Gate {
  readonly #limits: GateLimits;
  /** The one whose turn is next at the front. */
  readonly #networks = new Map<string, Network>();
  readonly #sessions = new Map<string, number>();
  readonly #tenants = new Map<string, number>();
  #units = 0;
  #waiting = 0;
  #strangers = 0;
  #waitingStrangers = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** The units of work that are being done. */
  get units(): number {
    return this.#units;
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Begins the work at once, or when its turn comes.
   *
   * @param units how much it is.
   * @param late called instead of `begin` where its turn does not come in time.
   * @returns null where too many wait already; neither `begin` nor `late` is called then.
   */
  enter(caller: Caller, units: number, begin: () => void, late: () => void): Ticket | null {
    const entry: Entry = { caller, units, begin, late, state: "waiting" };
    const network = this.#networkOf(caller);
    const line = network.lines.get(caller.session ?? "");
    // Nobody overtakes their own line.
    if (!line && this.#mayBegin(entry, network)) this.#begin(entry, network);
    else if (!this.#wait(entry, network)) return null;
    return { leave: () => this.#leave(entry) };
  }

  #networkOf({ network: key }: Caller): Network {
    const known = this.#networks.get(key) ?? { units: 0, strangers: 0, waiting: 0, lines: new Map() };
    this.#networks.set(key, known);
    return known;
  }

  #mayBegin({ caller: { session, tenant } }: Entry, network: Network): boolean {
    const { total, perNetwork, perSession, perTenant } = this.#limits;
    return (
      this.#units < total &&
      network.units < perNetwork &&
      (session === null ? this.#hasRoomForStrangers(network) : (this.#sessions.get(session) ?? 0) < perSession) &&
      (tenant === null || (this.#tenants.get(tenant) ?? 0) < perTenant)
    );
  }

  #hasRoomForStrangers(network: Network): boolean {
    return this.#strangers < this.#limits.strangers && network.strangers < this.#limits.strangersPerNetwork;
  }

  #begin(entry: Entry, network: Network): void {
    entry.state = "working";
    this.#count(entry, network, entry.units);
    entry.begin();
  }

  #count({ caller: { session, tenant } }: Entry, network: Network, units: number): void {
    this.#units += units;
    network.units += units;
    if (session !== null) add(this.#sessions, session, units);
    else {
      this.#strangers += units;
      network.strangers += units;
    }
    if (tenant !== null) add(this.#tenants, tenant, units);
  }

  #wait(entry: Entry, network: Network): boolean {
    const { waiting, waitingPerNetwork, waitingPerSession, waitingStrangers } = this.#limits;
    const stranger = entry.caller.session === null;
    const key = entry.caller.session ?? "";
    const line = network.lines.get(key) ?? [];
    // Of a network's places in line, strangers take no more than half.
    const room = stranger ? Math.ceil(waitingPerNetwork / 2) : waitingPerSession;
    const full = this.#waiting >= waiting || (stranger && this.#waitingStrangers >= waitingStrangers);
    if (full || network.waiting >= waitingPerNetwork || line.length >= room) {
      this.#forget(entry.caller.network, network);
      return false;
    }
    network.lines.set(key, line);
    line.push(entry);
    this.#countWaiting(entry, network, 1);
    entry.timer = setTimeout(() => this.#giveUp(entry), this.#limits.waitMs);
    return true;
  }

  #giveUp(entry: Entry): void {
    this.#leave(entry);
    entry.late();
  }

  #leave(entry: Entry): void {
    const { network: key, session } = entry.caller;
    const network = this.#networks.get(key);
    if (!network || entry.state === "gone") return;
    if (entry.state === "working") {
      this.#count(entry, network, -entry.units);
    } else {
      const line = network.lines.get(session ?? "") ?? [];
      this.#takeOut(entry, network, line);
    }
    entry.state = "gone";
    this.#forget(key, network);
    this.#advance();
  }

  #takeOut(entry: Entry, network: Network, line: Line): void {
    clearTimeout(entry.timer);
    line.splice(line.indexOf(entry), 1);
    if (line.length === 0) network.lines.delete(entry.caller.session ?? "");
    this.#countWaiting(entry, network, -1);
  }

  #countWaiting({ caller: { session } }: Entry, network: Network, by: 1 | -1): void {
    network.waiting += by;
    this.#waiting += by;
    if (session === null) this.#waitingStrangers += by;
  }

  #forget(key: string, network: Network): void {
    if (network.units === 0 && network.waiting === 0) this.#networks.delete(key);
  }

  /** Begins what may begin now, in turns. */
  #advance(): void {
    while (this.#waiting > 0 && this.#units < this.#limits.total) if (!this.#beginNext()) return;
  }

  #beginNext(): boolean {
    for (const [networkKey, network] of this.#networks) {
      if (network.waiting === 0 || network.units >= this.#limits.perNetwork) continue;
      for (const [key, line] of network.lines) {
        const [first] = line;
        if (!first || !this.#mayBegin(first, network)) continue;
        // To the end of both rounds.
        network.lines.delete(key);
        network.lines.set(key, line);
        this.#networks.delete(networkKey);
        this.#networks.set(networkKey, network);
        this.#takeOut(first, network, line);
        this.#begin(first, network);
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
