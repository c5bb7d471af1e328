import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { PasskeyAssertion, PasskeyRegistration } from "@waybill/validators";

/** Faults and variations of an authenticator. */
interface Quirks {
  /** The page's origin as it sees it. */
  origin?: string;
  /** The site that it signs for. */
  rpId?: string;
  /** The signed challenge, in place of the given one. */
  challenge?: string;
  /** Its signature counter. */
  counter?: number;
  /** Whether it has verified its person, not only their presence. */
  userVerified?: boolean;
}

const flags = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 };

/** Encodes attestations (CBOR, RFC 8949): short maps, texts, bytes and small numbers. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
  const head = (major: number, n: number) =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, entry]) => [cbor(key), cbor(entry as Parameters<typeof cbor>[0])]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();

/** A software security key with one credential. */
export class Authenticator {
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #id = randomBytes(32);
  readonly #site: { origin: string; rpId: string };
  #userHandle: string | undefined;
  #counter = 0;

  /** @param site the page's origin; its host name is the site id. */
  constructor(site: string) {
    this.#site = { origin: new URL(site).origin, rpId: new URL(site).hostname };
  }

  /** Responds to a registration. */
  register({ challenge, user }: { challenge: string; user: { id: string } }, quirks: Quirks = {}): PasskeyRegistration {
    this.#userHandle = user.id;
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const coordinate = (text: string) => Buffer.from(text, "base64url");
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, coordinate(x)],
        [-3, coordinate(y)],
      ]),
    );
    const length = Buffer.from([0, this.#id.length]);
    const authData = Buffer.concat([this.#data(flags.attested, quirks), Buffer.alloc(16), length, this.#id, key]);
    const attestation = cbor(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]),
    );
    return {
      ...this.#credential,
      response: {
        clientDataJSON: this.#clientData("webauthn.create", challenge, quirks),
        attestationObject: attestation.toString("base64url"),
        transports: ["usb"],
      },
    };
  }

  /** Responds to an authentication. */
  sign({ challenge }: { challenge: string }, quirks: Quirks = {}): PasskeyAssertion {
    this.#counter += 1;
    const authenticatorData = this.#data(0, quirks);
    const clientDataJSON = this.#clientData("webauthn.get", challenge, quirks);
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    return {
      ...this.#credential,
      response: {
        clientDataJSON,
        authenticatorData: authenticatorData.toString("base64url"),
        signature: sign("sha256", signed, this.#keys.privateKey).toString("base64url"),
        ...(this.#userHandle ? { userHandle: this.#userHandle } : {}),
      },
    };
  }

  get #credential() {
    const id = this.#id.toString("base64url");
    return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };
  }

  #data(more: number, { rpId = this.#site.rpId, counter = this.#counter, userVerified = true }: Quirks): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const set = flags.userPresent | (userVerified ? flags.userVerified : 0) | more;
    return Buffer.concat([sha256(rpId), Buffer.from([set]), count]);
  }

  #clientData(type: string, given: string, { origin = this.#site.origin, challenge = given }: Quirks): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString("base64url");
  }
}
