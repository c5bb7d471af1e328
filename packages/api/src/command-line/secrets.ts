import { recordForInstallation } from "../core/events/installation-activity.ts";
import type { RequestContext } from "../core/procedures/request.ts";
import { reencryptBatch, type SecretCounts } from "../platform/factors/index.ts";
import { ofInstallation } from "./work.ts";

/** Counts the authenticator secrets by encryption key. */
export function countSecrets(request: RequestContext): Promise<SecretCounts> {
  return readSecrets(request, false);
}

/**
 * Re-encrypts the authenticator secrets of a former `AUTH_SECRET`. Records an entry of the installation activity.
 *
 * @returns the counts before
 */
export async function reencryptSecrets(request: RequestContext): Promise<SecretCounts> {
  const counts = await readSecrets(request, true);
  await recordSecrets(request, "re-encrypt", "re-encrypted the secrets of authenticator apps", { ...counts });
  return counts;
}

/** Reads all authenticator secrets, with one transaction for each batch. */
async function readSecrets(request: RequestContext, write: boolean): Promise<SecretCounts> {
  const counts = { current: 0, former: 0, lost: 0 };
  let after: string | null = null;
  do {
    const batch: Awaited<ReturnType<typeof reencryptBatch>> = await ofInstallation(
      request,
      (context) => reencryptBatch(context, after, write),
      { readOnly: !write },
    );
    for (const kind of ["current", "former", "lost"] as const) counts[kind] += batch[kind];
    after = batch.next;
  } while (after !== null);
  return counts;
}

/** Records an action on `AUTH_SECRET` in the installation activity. */
export function recordSecrets(
  request: RequestContext,
  action: "rotate" | "re-encrypt" | "drop",
  summary: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  return ofInstallation(request, (context) =>
    recordForInstallation(context, { action: `secrets.${action}`, summary, details }),
  );
}
