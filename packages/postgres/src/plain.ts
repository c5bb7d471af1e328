import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { arrays } from "./arrays.ts";
import type { DatabaseOptions } from "./database.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { drizzleOn, type StatementClient } from "./drizzle-session.ts";
import { parametersOf } from "./parameters.ts";
import { rowsOf } from "./rows.ts";
import { setForTransaction } from "./session.ts";
import { opening, settings, type Transaction, type TransactionScope, type Transactions } from "./transaction.ts";
import { DatabaseBusyError } from "./unavailable.ts";

/**
 * Transactions with the driver's own pool: the plain alternative to `Database`, with the same interface. It awaits the
 * statements that open a transaction and the commit, and does not handle lost connections. The api's tests run on both.
 */
export class PlainDatabase implements Transactions {
  readonly #sql: Sql;
  readonly #max: number;
  readonly #waitSeconds: number;
  readonly #onStatement: (statement: string) => void;
  /** Settings of each transaction, through a pooler in transaction mode, where nothing is prepared. */
  readonly #local: readonly string[];
  #inUse = 0;
  #waiting = 0;

  constructor(options: DatabaseOptions) {
    const { url, poolMode, max = 10, waitSeconds = 10, role, statementSeconds = 30, onStatement } = options;
    this.#max = max;
    this.#waitSeconds = waitSeconds;
    this.#onStatement = onStatement ?? (() => {});
    const settings = {
      statement_timeout: statementSeconds * 1000,
      idle_in_transaction_session_timeout: 60_000,
      ...(role ? { role } : {}),
    };
    const pooled = poolMode === "transaction";
    this.#local = pooled ? setForTransaction(settings) : [];
    const connection = { application_name: "waybill", ...(pooled ? {} : settings) };
    const driver = { onnotice: () => {}, fetch_types: false, types: arrays, prepare: !pooled };
    const [server] = parseDatabaseUrl(url).servers;
    this.#sql = postgres(server?.url ?? url, { ssl: server?.ssl ?? false, max, ...driver, connection });
    // Makes the driver leave dates and JSON to Drizzle.
    drizzle(this.#sql);
  }

  get pool(): { max: number; inUse: number; waiting: number } {
    return { max: this.#max, inUse: this.#inUse, waiting: this.#waiting };
  }

  async transaction<T>(scope: TransactionScope, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const [begin = "", ...local] = opening(scope, this.#local);
    const turn = this.#waitForTurn();
    let finished: { result: T } | undefined;
    const done = this.#sql.begin(begin.slice("begin".length).trim(), async (sql) => {
      turn.taken();
      this.#inUse += 1;
      try {
        this.#onStatement([begin, ...local].join("; "));
        for (const statement of local) await sql.unsafe(statement);
        finished = { result: await work(transactionOn(sql, this.#onStatement, this.#local.length === 0)) };
      } finally {
        this.#inUse -= 1;
      }
    });
    try {
      await Promise.race([done, turn.late]);
    } catch (error) {
      // After a caught error of a statement the driver rolls back, which does not matter for a snapshot.
      if (!finished || !scope.readOnly) throw error;
    } finally {
      turn.over();
    }
    if (!finished) throw new Error("The transaction has no result.");
    this.#onStatement("commit");
    return finished.result;
  }

  async reach(): Promise<void> {
    await this.ping();
  }

  async ping(): Promise<void> {
    await this.transaction({ readOnly: true }, ({ send }) => send("select 1"));
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 5 });
  }

  /**
   * The timeout of the wait for a connection.
   *
   * @returns `late` rejects at the timeout, `taken` ends the wait or throws after the timeout, `over` ends the wait
   */
  #waitForTurn() {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const busy = new DatabaseBusyError(`No database connection was free within ${this.#waitSeconds} s.`);
    const timer = setTimeout(() => {
      over();
      reject(busy);
    }, this.#waitSeconds * 1000);
    let waits = true;
    this.#waiting += 1;
    const over = () => {
      if (waits) this.#waiting -= 1;
      waits = false;
      clearTimeout(timer);
    };
    const taken = () => {
      if (!waits) throw busy;
      over();
    };
    return { late, taken, over };
  }
}

function transactionOn(sql: TransactionSql, onStatement: (text: string) => void, mayPrepare: boolean): Transaction {
  // The innermost open savepoint.
  let current: TransactionSql = sql;
  const send = (statement: string, parameters: readonly unknown[], prepare: boolean) => {
    onStatement(statement);
    return current.unsafe(statement, parametersOf(parameters), { prepare: prepare && mayPrepare });
  };
  const client: StatementClient = {
    unsafe: (statement, parameters = []) => send(statement, parameters, parameters.length > 0),
  };
  return {
    distributed: false,
    db: drizzleOn(client),
    run: (query, values) => query.run(client, values),
    send: async (statement, parameters = []) => rowsOf(await send(statement, parameters, parameters.length > 0)),
    enterTenant(tenantId, userId) {
      for (const statement of settings({ tenant_id: tenantId, user_id: userId })) {
        current.unsafe(statement).catch(() => {});
      }
    },
    async savepoint(work) {
      const outer = current;
      try {
        const { result } = await outer.savepoint(async (inner) => {
          current = inner;
          return { result: await work() };
        });
        return result as Awaited<ReturnType<typeof work>>; // the driver's type unwraps promises, which TypeScript cannot resolve here
      } finally {
        current = outer;
      }
    },
  };
}
