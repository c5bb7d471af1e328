import type { APIRequestContext } from "@playwright/test";

/**
 * Calls a procedure over HTTP as the signed-in user.
 *
 * @param base the URL of the server.
 * @param tenant the slug, or null outside of tenants.
 * @throws with the server's answer if it refuses
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
