import type { APIRequestContext } from "@playwright/test";

/**
 * Calls a procedure over HTTP as who is signed in.
 *
 * @param base the address of the server.
 * @param tenant its slug, or null for a procedure outside of tenants.
 * @throws with the server's answer where it refuses
 */
export async function callProcedure(
  request: APIRequestContext,
  base: string,
  tenant: string | null,
  procedure: string,
  input: unknown,
): Promise<{ id: string }> {
  const answer = await request.post(`${base}/api/trpc/${procedure}`, {
    headers: tenant ? { "x-tenant-id": tenant } : {},
    data: input,
  });
  if (!answer.ok()) throw new Error(`${procedure}: ${await answer.text()}`);
  return (await answer.json()).result.data;
}
