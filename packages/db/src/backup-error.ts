/** A backup or restore failed; the message contains advice. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}
