import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@waybill/db";
import { z } from "zod";
import { encode } from "../../apps/web/src/server/session-cookie.ts";
import { backOff, type Client, isRetryable, type Outcome } from "./client.ts";
import { asOwner, type Installation } from "./installation.ts";

const slug = "chaos";
const people = 4;
const itemCount = 8;

/** Time after which a request is abandoned, in milliseconds: longer than any fault. */
const maxRetryMs = 240_000;

const withId = z.object({ result: z.object({ data: z.object({ id: z.string() }) }) });
const found = z.object({
  result: z.object({
    data: z.object({ items: z.array(z.object({ id: z.string(), reference: z.string(), state: z.string() })) }),
  }),
});
const oneParcel = z.object({ result: z.object({ data: z.object({ state: z.string() }) }) });

/** Simulated users. They create and dispatch parcels and send invitations, and record the acknowledged changes. */
export class Load {
  readonly #client: Client;
  readonly #cookies: readonly string[];
  readonly #recipientId: string;
  readonly #itemIds: readonly string[];
  readonly created: { reference: string; id: string }[] = [];
  readonly dispatched: string[] = [];
  readonly invited: string[] = [];
  /** Abandoned requests, with the last answer. */
  readonly abandoned: string[] = [];

  private constructor(client: Client, cookies: readonly string[], recipientId: string, itemIds: readonly string[]) {
    this.#client = client;
    this.#cookies = cookies;
    this.#recipientId = recipientId;
    this.#itemIds = itemIds;
  }

  /** Creates an organisation with users, a place and items. */
  static async create(installation: Installation): Promise<Load> {
    const tenantId = newId();
    const sessions: string[] = [];
    await asOwner(installation, async (sql) => {
      await sql`insert into tenants (id, name, slug) values (${tenantId}, 'Chaos', ${slug})`;
      for (let n = 0; n < people; n += 1) {
        const [userId, sessionId] = [newId(), newId()];
        const email = `person-${n}@chaos.test`;
        await sql`insert into users (id, name, email, email_verified_at) values (${userId}, ${email}, ${email}, now())`;
        await sql`insert into sessions (id, user_id, method, expires_at)
          values (${sessionId}, ${userId}, 'password', now() + interval '1 day')`;
        await sql`insert into memberships (tenant_id, user_id, role) values (${tenantId}, ${userId}, 'owner')`;
        sessions.push(sessionId);
      }
    });
    const name = "__Host-authjs.session-token";
    const cookies = await Promise.all(
      sessions.map(async (sid) => `${name}=${await encode({ sid }, { secret: installation.secret, salt: name })}`),
    );
    const load = new Load(installation.client, cookies, "", []);
    const make = async (procedure: string, input: unknown) => {
      const outcome = await load.#ask(0, procedure, input);
      const made = outcome.kind === "answer" ? withId.safeParse(outcome.body) : undefined;
      if (!made?.success) throw new Error(`${procedure}: ${JSON.stringify(outcome)}`);
      return made.data.result.data.id;
    };
    const place = { code: "P", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
    const recipientId = await make("places.create", place);
    const itemIds: string[] = [];
    for (let n = 0; n < itemCount; n += 1) {
      const item = { sku: `ITEM-${n}`, name: `Item ${n}`, weight: 100, price: 100, currency: "EUR", stock: 1_000_000 };
      itemIds.push(await make("items.create", item));
    }
    return new Load(installation.client, cookies, recipientId, itemIds);
  }

  /**
   * Creates and dispatches parcels at a constant rate, with invitations in between. Resolves when every request was acknowledged or
   * abandoned.
   *
   * @param seconds over which the parcels are distributed.
   * @param every number of parcels per invitation.
   */
  async run({ parcels, seconds, every }: { parcels: number; seconds: number; every: number }): Promise<void> {
    const running: Promise<void>[] = [];
    for (let n = 1; n <= parcels; n += 1) {
      running.push(this.#parcel(n));
      if (n % every === 0) running.push(this.#invitation(n));
      await sleep((seconds * 1000) / parcels);
    }
    await Promise.all(running);
  }

  async #parcel(n: number): Promise<void> {
    const reference = `CHAOS-${n}`;
    const lines = [0, 1].map((line) => ({
      itemId: this.#itemIds[(n + line * 3) % itemCount],
      quantity: 1 + (n % 3),
    }));
    const input = { reference, recipientId: this.#recipientId, lines, packed: true };
    const id = await this.#sendUntilAnswered(n, "parcels.create", input, {
      fromAnswer: (body) => withId.safeParse(body).data?.result.data.id,
      // The reference shows whether an attempt without an answer was committed.
      fromDatabase: async () => (await this.#find(n, reference))?.id,
    });
    if (!id) return;
    this.created.push({ reference, id });
    const done = await this.#sendUntilAnswered(
      n,
      "parcels.dispatch",
      { id },
      {
        fromAnswer: () => id,
        fromDatabase: async () => ((await this.#stateOf(n, id)) === "packed" ? undefined : id),
      },
    );
    if (done) this.dispatched.push(id);
  }

  async #invitation(n: number): Promise<void> {
    const email = `guest-${n}@chaos.test`;
    const done = await this.#sendUntilAnswered(
      n,
      "tenants.invite",
      { email, role: "viewer" },
      {
        fromAnswer: () => email,
        // A refusal after an attempt without an answer means that the invitation exists: the address is used once.
        fromDatabase: async () => email,
      },
    );
    if (done) this.invited.push(email);
  }

  /**
   * Sends a request until it has a final answer.
   *
   * @param read.fromAnswer the result in an answer.
   * @param read.fromDatabase the result of an earlier attempt with an unknown outcome.
   * @returns the result; undefined if it was abandoned
   */
  async #sendUntilAnswered(
    n: number,
    procedure: string,
    input: unknown,
    read: { fromAnswer: (body: unknown) => string | undefined; fromDatabase: () => Promise<string | undefined> },
  ): Promise<string | undefined> {
    const end = Date.now() + maxRetryMs;
    let last: Outcome;
    let uncertain = false;
    do {
      last = await this.#ask(n, procedure, input);
      if (last.kind === "answer" && last.status === 200) {
        const fromAnswer = read.fromAnswer(last.body);
        if (fromAnswer) return fromAnswer;
      }
      if (!isRetryable(last)) {
        const fromDatabase = uncertain ? await read.fromDatabase() : undefined;
        if (fromDatabase) return fromDatabase;
        break;
      }
      // Only 429 shows that no work has started; after any other failure, the outcome is unknown.
      uncertain ||= last.kind !== "answer" || last.status !== 429;
      await backOff(last);
    } while (Date.now() < end);
    this.abandoned.push(`${procedure} ${JSON.stringify(input)}: ${JSON.stringify(last).slice(0, 400)}`);
    return undefined;
  }

  async #find(n: number, reference: string): Promise<{ id: string } | undefined> {
    const body = await this.#read(n, "parcels.list", { search: reference });
    return found.safeParse(body).data?.result.data.items.find((parcel) => parcel.reference === reference);
  }

  async #stateOf(n: number, id: string): Promise<string> {
    return oneParcel.safeParse(await this.#read(n, "parcels.byId", { id })).data?.result.data.state ?? "packed";
  }

  /** Reads with retries until there is an answer. */
  async #read(n: number, procedure: string, input: unknown): Promise<unknown> {
    for (let end = Date.now() + maxRetryMs; Date.now() < end; ) {
      const outcome = await this.#ask(n, `${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`);
      if (outcome.kind === "answer" && !isRetryable(outcome)) return outcome.body;
      await backOff(outcome);
    }
    return undefined;
  }

  #ask(n: number, procedure: string, input?: unknown): Promise<Outcome> {
    const headers = { cookie: this.#cookies[n % people] ?? "", "x-tenant-id": slug };
    return this.#client.send(`/api/trpc/${procedure}`, headers, input);
  }
}
