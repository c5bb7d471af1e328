import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { z } from "zod";

// The routes that set cookies, which procedures cannot: signing in and out.

const refusal = z.object({ error: z.object({ message: z.string(), data: z.object({ code: z.string() }) }) });

const answer = z.object({
  /** Where to go on. */
  url: z.string().optional(),
  /** Whether the account asks for a second factor now. */
  secondFactor: z.boolean().optional(),
  /** What a passkey has to sign. */
  options: z.custom<PublicKeyCredentialRequestOptionsJSON>().optional(),
});

/** What such a route answered. */
export interface Answer extends z.output<typeof answer> {
  ok: boolean;
  /** Why it was refused, for people. Nothing where no answer came. */
  message?: string;
  /** The same, for programs: the code of the procedures' errors. */
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
