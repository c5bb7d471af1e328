import { hash, type Options } from "@node-rs/argon2";

/** Argon2id, with OWASP's minimum: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;

/** The prefix of hashes with these parameters. */
const current = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`;

/**
 * Hashes a password or a code.
 *
 * @param salt random bytes, if several hashes share them; a new salt by default.
 */
export const slowHash = (secret: string | Uint8Array, salt?: Uint8Array): Promise<string> =>
  hash(secret, salt ? { ...parameters, salt } : parameters);

/** Whether a hash has the current parameters. */
export const isCurrentHash = (hashed: string): boolean => hashed.startsWith(current);

/** The salt of a hash. */
export const saltOf = (hashed: string): Uint8Array => Buffer.from(hashed.split("$")[4] ?? "", "base64");
