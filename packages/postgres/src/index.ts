export { Database, type DatabaseOptions, type Observe } from "./database.ts";
export { DatabaseUrlError } from "./database-url.ts";
export type { Db } from "./drizzle-session.ts";
export { databaseFailure } from "./failure.ts";
export { type Listening, listen } from "./listen.ts";
export { PlainDatabase } from "./plain.ts";
export { type PreparedQuery, preparedQuery, preparedSql } from "./prepared-query.ts";
export { QueueConnection, type QueueConnectionOptions } from "./queue-connection.ts";
export type { PoolMode } from "./session.ts";
export type { Transaction, TransactionScope, Transactions } from "./transaction.ts";
export {
  CommitInDoubtError,
  ConnectionLostError,
  DatabaseBusyError,
  DatabaseUnavailableError,
  isBusy,
  isCommitInDoubt,
  isLostConnection,
  isUnavailable,
} from "./unavailable.ts";
export { readableServer, writableServer } from "./writable.ts";
