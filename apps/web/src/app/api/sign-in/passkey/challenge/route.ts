import { api } from "@/server/api.ts";
import { challengeCookie } from "@/server/sign-in-cookies.ts";
import { jsonResponse, signInRoute } from "@/server/sign-in-route.ts";

/** The challenge to sign in with only a passkey. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context) => {
  const { secret, options } = await api().passkeyChallenge(context);
  return jsonResponse(context, { options }, [challengeCookie(secret)]);
});
