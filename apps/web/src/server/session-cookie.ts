import { publicUrl, settings } from "@waybill/config";
import { decode } from "next-auth/jwt";
import { z } from "zod";

// Reads the sign-in library's cookie, without the library's requests around it. The cookie says which session it is;
// whether that lives is the api's to say, so what a cookie says may be remembered.

const claim = z.object({ sid: z.uuid(), exp: z.number() });

/** What cookies that were read before say. */
const known = new Map<string, z.output<typeof claim>>();
const mostKnown = 10_000;

/** The cookie's name, which is part of its encryption. Secure where people come by HTTPS. */
function cookieName(): string {
  return publicUrl(settings()).startsWith("https:") ? "__Secure-authjs.session-token" : "authjs.session-token";
}

/** The session that a request's cookie names; null where it names none, or was not made by us. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const name = cookieName();
  const pair = headers
    .get("cookie")
    ?.split("; ")
    .find((one) => one.startsWith(`${name}=`));
  if (!pair) return null;
  const token = decodeURIComponent(pair.slice(name.length + 1));
  const said = known.get(token) ?? (await read(token, name));
  return said && said.exp * 1000 > Date.now() ? said.sid : null;
}

async function read(token: string, salt: string) {
  const secret = settings().AUTH_SECRET;
  const parsed = claim.safeParse(await decode({ token, secret, salt }).catch(() => null));
  if (!parsed.success) return null;
  if (known.size >= mostKnown) known.clear();
  known.set(token, parsed.data);
  return parsed.data;
}
