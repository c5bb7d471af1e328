/** Postgres does not start; the message says what to do. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
