import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";

// Calls of the routes that sign in and out. They set cookies, which procedures cannot.

/** The answer of such a route. */
export interface Answer {
  ok: boolean;
  /** The path to continue to. */
  url?: string | undefined;
  /** Whether the account requires its second factor now. */
  secondFactor?: boolean;
  /** The challenge for a passkey. */
  options?: PublicKeyCredentialRequestOptionsJSON | undefined;
  /** The reason of a refusal, for people; undefined without an answer. */
  message?: string | undefined;
  /** The code of a refusal, as in errors of procedures. */
  code?: string | undefined;
}

// Answers are read without a schema: the sign-in page loads no Zod at first.

const part = (body: unknown, name: string): unknown =>
  typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;

const textIn = (body: unknown, name: string): string | undefined => {
  const text = part(body, name);
  return typeof text === "string" ? text : undefined;
};

const isOptions = (value: unknown): value is PublicKeyCredentialRequestOptionsJSON =>
  textIn(value, "challenge") !== undefined;

/** Sends JSON to one of the routes under `/api`. */
export async function send(route: string, body: Record<string, unknown> = {}): Promise<Answer> {
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(`/api/${route}`, request);
    const body: unknown = await response.json();
    if (response.ok) {
      const options = part(body, "options");
      return {
        ok: true,
        url: textIn(body, "url"),
        secondFactor: part(body, "secondFactor") === true,
        options: isOptions(options) ? options : undefined,
      };
    }
    const error = part(body, "error");
    return { ok: false, message: textIn(error, "message"), code: textIn(part(error, "data"), "code") };
  } catch {
    return { ok: false };
  }
}
