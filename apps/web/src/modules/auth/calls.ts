import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { z } from "zod";

// The routes that set cookies, which procedures cannot: signing in and out.

const answer = z.object({
  /** Why it was refused, for people. */
  message: z.string().optional(),
  /** The same, for programs. */
  reason: z.string().optional(),
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
}

/** Sends JSON to one of the routes under `/api`. */
export async function send(route: string, body: Record<string, unknown> = {}): Promise<Answer> {
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(`/api/${route}`, request);
    return { ...answer.parse(await response.json()), ok: response.ok };
  } catch {
    return { ok: false, message: "The server could not be reached. Try again." };
  }
}
