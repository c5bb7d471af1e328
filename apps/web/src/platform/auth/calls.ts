import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { z } from "zod";

// Calls of the routes that sign in and out. They set cookies, which procedures cannot.

const refusal = z.object({ error: z.object({ message: z.string(), data: z.object({ code: z.string() }) }) });

const answer = z.object({
  /** The address to continue to. */
  url: z.string().optional(),
  /** Whether the account requires its second factor now. */
  secondFactor: z.boolean().optional(),
  /** The challenge for a passkey. */
  options: z.custom<PublicKeyCredentialRequestOptionsJSON>().optional(),
});

/** The answer of such a route. */
export interface Answer extends z.output<typeof answer> {
  ok: boolean;
  /** The reason of a refusal, for people; undefined without an answer. */
  message?: string;
  /** The code of a refusal, as in errors of procedures. */
  code?: string;
}

/** Sends JSON to one of the routes under `/api`. */
export async function send(route: string, body: Record<string, unknown> = {}): Promise<Answer> {
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(`/api/${route}`, request);
    const body: unknown = await response.json();
    if (response.ok) return { ...answer.parse(body), ok: true };
    const { message, data } = refusal.parse(body).error;
    return { ok: false, message, code: data.code };
  } catch {
    return { ok: false };
  }
}
