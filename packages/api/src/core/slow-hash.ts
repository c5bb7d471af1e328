import { hash, type Options } from "@node-rs/argon2";

/** Argon2id (the library's default), with what OWASP asks for at the least: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;

/** How a hash begins that was made with these parameters. */
const current = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`;

/**
 * Hashes what people choose or type, so that who has the hash cannot try many: a password, a code.
 *
 * @param salt random bytes, where several hashes share them; else each has its own.
 */
export const slowHash = (secret: string | Uint8Array, salt?: Uint8Array): Promise<string> =>
  hash(secret, salt ? { ...parameters, salt } : parameters);

/** Whether a hash was made with today's parameters. */
export const isCurrentHash = (hashed: string): boolean => hashed.startsWith(current);

/** The salt of a hash. */
export const saltOf = (hashed: string): Uint8Array => Buffer.from(hashed.split("$")[4] ?? "", "base64");
