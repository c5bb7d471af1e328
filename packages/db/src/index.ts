export {
  Database,
  DatabaseBusyError,
  type Db,
  type Observe,
  type Transaction,
  type TransactionScope,
} from "./client.ts";
export { type HotQuery, hot, hotSql } from "./hot.ts";
export { type Listening, listen, liveChannel } from "./listen.ts";
export { QueueConnection, type QueueConnectionOptions } from "./queue-connection.ts";
export { rightsTables } from "./rights.ts";
export type { TenantTable } from "./schema/columns.ts";
export { newId } from "./schema/ids.ts";
export * from "./schema/index.ts";
export { applicationConnection, connect } from "./urls.ts";
