/** Postgres does not start; the message contains advice. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
