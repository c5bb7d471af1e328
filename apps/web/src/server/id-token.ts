import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";

// The signature of an OpenID provider's ID token. The sign-in library fetches the token from the provider and compares
// issuer, audience and nonce, but does not verify the signature.

/** The accepted algorithms: those with a public key, since others also know a shared secret. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

const metadata = z.object({ issuer: z.url(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** A provider with its keys, which are fetched again for an unknown key id. */
interface Signer {
  issuer: string;
  keys: JWTVerifyGetKey;
}

const signers = new Map<string, Signer>();

async function signerOf(issuer: string): Promise<Signer> {
  const known = signers.get(issuer);
  if (known) return known;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(10_000) });
  const found = metadata.parse(await answer.json());
  if (new URL(found.issuer).href !== new URL(issuer).href) throw new Error("The metadata is that of another issuer.");
  const signer = { issuer: found.issuer, keys: createRemoteJWKSet(new URL(found.jwks_uri)) };
  signers.set(issuer, signer);
  return signer;
}

/**
 * Verifies that an ID token was signed by its provider, for this client, and has not expired.
 *
 * @param provider.issuer the issuer in the settings, or the provider's own.
 * @throws {Error} if it is invalid
 */
export async function verifyIdToken(
  token: string,
  { issuer, clientId }: { issuer: string; clientId: string },
): Promise<void> {
  const signer = await signerOf(issuer);
  const expected = { issuer: signer.issuer, audience: clientId, algorithms, clockTolerance: 30 };
  await jwtVerify(token, signer.keys, { ...expected, requiredClaims: ["sub", "exp", "iat"] });
}
