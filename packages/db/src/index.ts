export {
  CommitInDoubtError,
  ConnectionLostError,
  Database,
  DatabaseBusyError,
  type DatabaseOptions,
  DatabaseUnavailableError,
  type Db,
  databaseFailure,
  isBusy,
  isCommitInDoubt,
  isLostConnection,
  isUnavailable,
  type Listening,
  listen,
  type Observe,
  PlainDatabase,
  type PreparedQuery,
  preparedQuery,
  preparedSql,
  QueueConnection,
  type QueueConnectionOptions,
  type Transaction,
  type TransactionScope,
  type Transactions,
  writableServer,
} from "@waybill/postgres";
export { backupRole } from "./backup-role.ts";
export { liveChannel } from "./live-channel.ts";
export { ownedByModules } from "./owned-by-modules.ts";
export { rightsTables } from "./rights.ts";
export { alphabetical, type TenantTable } from "./schema/columns.ts";
export { firstIdAt, newId } from "./schema/ids.ts";
export { applicationConnection, connect } from "./urls.ts";
