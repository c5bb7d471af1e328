import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { TRPCError } from "@trpc/server";
import { publicUrl, type Settings } from "@waybill/config";
import { passkeys } from "@waybill/db/factors";
import type { PasskeyAssertion, PasskeyRegistration } from "@waybill/validators";
import { and, asc, eq, sql } from "drizzle-orm";
import { refuse, type User, type WorkContext } from "../../core/index.ts";
import { type ChallengeContext, storeChallenge, takeChallenge } from "./passkey-challenges.ts";

/** Signature algorithms of authenticators: EdDSA, ES256, RS256. */
const supportedAlgorithmIDs = [-8, -7, -257];
/**
 * Whether a passkey has to verify its person (PIN, fingerprint, face) and not only their presence: when it replaces
 * both factors.
 */
const verifiesPerson = ({ purpose }: ChallengeContext): boolean => purpose !== "second_factor";

/** A verified passkey. */
export interface ProvedPasskey {
  id: string;
  userId: string;
  name: string;
}

/** The options for the browser. Extensions hold bytes, which JSON cannot; none with bytes are requested. */
type Creation = Omit<PublicKeyCredentialCreationOptionsJSON, "extensions">;
type Request = Omit<PublicKeyCredentialRequestOptionsJSON, "extensions">;

type Verified = Awaited<ReturnType<typeof verifyAuthenticationResponse>>["authenticationInfo"];

/** The site: a passkey works only for this origin. */
function relyingParty(settings: Settings): { expectedOrigin: string; expectedRPID: string } {
  const { origin, hostname } = new URL(publicUrl(settings));
  return { expectedOrigin: origin, expectedRPID: hostname };
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64url"));
/** The user handle of a passkey: the user id. */
const handleOf = (userId: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(userId));

/** @throws NOT_FOUND if the person has no such passkey */
function requirePasskey<T>([row]: readonly T[]): T {
  if (!row) throw new TRPCError({ code: "NOT_FOUND", message: "This passkey is not registered. Use another one." });
  return row;
}

/** Passkeys (WebAuthn). */
export class Passkeys {
  readonly #ctx: WorkContext;

  constructor(ctx: WorkContext) {
    this.#ctx = ctx;
  }

  /** The passkeys of a person, oldest first. */
  list(userId: string) {
    return this.#ctx.db
      .select({
        id: passkeys.id,
        name: passkeys.name,
        backedUp: passkeys.backedUp,
        createdAt: passkeys.createdAt,
        lastUsedAt: passkeys.lastUsedAt,
      })
      .from(passkeys)
      .where(eq(passkeys.userId, userId))
      .orderBy(asc(passkeys.id));
  }

  /** The options to create a passkey. @param sessionId the only session that may add it */
  async registrationOptions(user: User, sessionId: string): Promise<Creation> {
    const options = await generateRegistrationOptions({
      rpName: "Waybill",
      rpID: relyingParty(this.#ctx.settings).expectedRPID,
      userID: handleOf(user.id),
      userName: user.email,
      userDisplayName: user.name,
      attestationType: "none",
      supportedAlgorithmIDs,
      excludeCredentials: await this.#credentialsOf(user.id),
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    });
    await storeChallenge(this.#ctx, { purpose: "register", holder: sessionId }, options.challenge);
    return options;
  }

  /** Adds a passkey. @throws invalid for a wrong signature; taken for a known passkey */
  async register(
    { userId, sessionId }: { userId: string; sessionId: string },
    { name, passkey }: { name: string; passkey: PasskeyRegistration },
  ): Promise<{ id: string; name: string }> {
    const expectedChallenge = await takeChallenge(this.#ctx, { purpose: "register", holder: sessionId });
    const refused = {
      path: ["passkey"],
      code: "invalid",
      message: "This passkey could not be added. Try again.",
    } as const;
    if (!expectedChallenge) refuse(refused);
    const { registrationInfo } = await this.#resultOrNull(
      verifyRegistrationResponse({
        response: passkey,
        expectedChallenge,
        ...relyingParty(this.#ctx.settings),
        requireUserVerification: false,
        supportedAlgorithmIDs,
      }),
    ).then((answer) => answer ?? { registrationInfo: undefined });
    if (!registrationInfo) refuse(refused);
    const { credential, credentialBackedUp } = registrationInfo;
    const rows = await this.#ctx.db
      .insert(passkeys)
      .values({
        userId,
        name,
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString("base64url"),
        counter: credential.counter,
        transports: passkey.response.transports ?? [],
        backedUp: credentialBackedUp,
      })
      .returning({ id: passkeys.id, name: passkeys.name });
    return requirePasskey(rows);
  }

  /** The options for a passkey signature. @param userId the owner of the passkeys; anyone if omitted */
  async assertionOptions(challenge: ChallengeContext, userId?: string): Promise<Request> {
    const options = await generateAuthenticationOptions({
      rpID: relyingParty(this.#ctx.settings).expectedRPID,
      userVerification: verifiesPerson(challenge) ? "required" : "preferred",
      ...(userId ? { allowCredentials: await this.#credentialsOf(userId) } : {}),
    });
    await storeChallenge(this.#ctx, challenge, options.challenge);
    return options;
  }

  /**
   * Verifies a passkey signature and uses the challenge up.
   *
   * @param userId the expected owner; anyone if omitted.
   * @returns null for another challenge or site, without user verification, or for a decreased counter
   */
  async prove(challenge: ChallengeContext, response: PasskeyAssertion, userId?: string): Promise<ProvedPasskey | null> {
    const expectedChallenge = await takeChallenge(this.#ctx, challenge);
    const [known] = await this.#ctx.db
      .select()
      .from(passkeys)
      .where(and(eq(passkeys.credentialId, response.id), userId ? eq(passkeys.userId, userId) : undefined));
    if (!expectedChallenge || !known) return null;
    const { userHandle } = response.response;
    if (userHandle && userHandle !== Buffer.from(handleOf(known.userId)).toString("base64url")) return null;
    const { id, credentialId, publicKey, counter, transports } = known;
    const answer = await this.#resultOrNull(
      verifyAuthenticationResponse({
        response,
        expectedChallenge,
        ...relyingParty(this.#ctx.settings),
        requireUserVerification: verifiesPerson(challenge),
        credential: { id: credentialId, publicKey: bytesOf(publicKey), counter, transports },
      }),
    );
    if (!answer?.verified || !(await this.#recordUse(id, counter, answer.authenticationInfo))) return null;
    return { id, userId: known.userId, name: known.name };
  }

  async rename(userId: string, id: string, name: string): Promise<{ id: string; name: string }> {
    const own = and(eq(passkeys.userId, userId), eq(passkeys.id, id));
    const rows = await this.#ctx.db
      .update(passkeys)
      .set({ name })
      .where(own)
      .returning({ id: passkeys.id, name: passkeys.name });
    return requirePasskey(rows);
  }

  async remove(userId: string, id: string): Promise<{ id: string; name: string }> {
    const own = and(eq(passkeys.userId, userId), eq(passkeys.id, id));
    const rows = await this.#ctx.db.delete(passkeys).where(own).returning({ id: passkeys.id, name: passkeys.name });
    return requirePasskey(rows);
  }

  /** Removes all passkeys of a person. */
  async removeAll(userId: string): Promise<void> {
    await this.#ctx.db.delete(passkeys).where(eq(passkeys.userId, userId));
  }

  /** Records a use. Of two responses with the same counter, one is refused. */
  async #recordUse(id: string, from: number, { newCounter, credentialBackedUp }: Verified): Promise<boolean> {
    const rows = await this.#ctx.db
      .update(passkeys)
      .set({ counter: newCounter, backedUp: credentialBackedUp, lastUsedAt: sql`now()` })
      .where(and(eq(passkeys.id, id), eq(passkeys.counter, from)))
      .returning({ id: passkeys.id });
    return rows.length > 0;
  }

  async #credentialsOf(userId: string): Promise<{ id: string; transports: string[] }[]> {
    return this.#ctx.db
      .select({ id: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.userId, userId));
  }

  /** The result of the library; null if it refuses, with the reason in the log. */
  async #resultOrNull<T>(checking: Promise<T>): Promise<T | null> {
    return checking.catch((error) => {
      this.#ctx.log.warn({ err: error }, "a passkey was refused");
      return null;
    });
  }
}
