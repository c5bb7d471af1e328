import { type KeyedRateLimit, networkOf, type RateLimit } from "../../core/index.ts";

// How often a password may be guessed. Failures alone are counted. Nobody is locked out by others: a browser that the
// account was used in before has a limit of its own, and a link by mail signs in whatever was counted.

const minute = 60;
const hour = 3600;

const paces = {
  /** One account from one network: somebody who has forgotten, or guesses. */
  accountAndNetwork: { burst: 5, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** One account from all networks: many machines guess together. */
  account: { burst: 20, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** All accounts from one network: one password is tried on many. */
  network: { burst: 50, forgetSeconds: minute, firstSeconds: minute, mostSeconds: hour },
  /** One account in a browser that it was used in before. */
  device: { burst: 5, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** Proofs of one person who is signed in that it is still them. */
  proof: { burst: 10, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** Codes that one person has mailed to themselves. */
  mailedCode: { burst: 5, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** The codes of one account's second factor, by who has passed the first. */
  secondFactor: { burst: 10, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
} satisfies Record<string, RateLimit>;

const byAccountAndNetwork = (email: string, ip: string | null): KeyedRateLimit => ({
  key: `sign-in ${networkOf(ip)} ${email}`,
  ...paces.accountAndNetwork,
});
const byAccount = (email: string): KeyedRateLimit => ({ key: `sign-in account ${email}`, ...paces.account });
const byNetwork = (ip: string | null): KeyedRateLimit => ({
  key: `sign-in network ${networkOf(ip)}`,
  ...paces.network,
});
const byDevice = (email: string, device: string): KeyedRateLimit => ({
  key: `sign-in device ${device} ${email}`,
  ...paces.device,
});

/** Where a guess comes from. */
export interface Guesser {
  email: string;
  ip: string | null;
  /** The hash of the browser's secret, where the account was used in it before. */
  knownDevice: string | null;
}

/** What a guess at a code is counted against. Here too a known browser has a limit of its own. */
export const limitsOfCode = (userId: string, knownDevice: string | null): KeyedRateLimit[] => [
  { key: `second factor ${userId} ${knownDevice ?? "elsewhere"}`, ...paces.secondFactor },
];

/** What a failed proof that it is still the person is counted against. */
export const limitsOfProof = (userId: string): KeyedRateLimit[] => [{ key: `proof ${userId}`, ...paces.proof }];

/** What a mailed code is counted against. */
export const limitsOfMailedCode = (userId: string): KeyedRateLimit[] => [
  { key: `mailed code ${userId}`, ...paces.mailedCode },
];

/** What a guess is counted against. */
export function limitsOfGuess({ email, ip, knownDevice }: Guesser): KeyedRateLimit[] {
  if (knownDevice) return [byDevice(email, knownDevice)];
  return [byAccountAndNetwork(email, ip), byAccount(email), byNetwork(ip)];
}

/** What a sign-in makes forgotten: everything about the account in this place. */
export function limitsOfArrival({ email, ip, knownDevice }: Guesser): KeyedRateLimit[] {
  return [byAccountAndNetwork(email, ip), byAccount(email), ...(knownDevice ? [byDevice(email, knownDevice)] : [])];
}

/** What a sign-in has counted and was no failure: others' failures from the network stay. */
export const limitsToUncount = ({ ip, knownDevice }: Guesser): KeyedRateLimit[] => (knownDevice ? [] : [byNetwork(ip)]);
