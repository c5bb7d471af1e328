import { settings } from "./settings.ts";

/** The providers to sign in with. */
export function providerChoices(): { id: string; name: string }[] {
  const config = settings();
  return [
    ...(config.AUTH_GITHUB_ID ? [{ id: "github", name: "GitHub" }] : []),
    ...(config.AUTH_GOOGLE_ID ? [{ id: "google", name: "Google" }] : []),
    ...(config.AUTH_OIDC_ISSUER ? [{ id: "oidc", name: config.AUTH_OIDC_NAME }] : []),
  ];
}
