import {
  besideStreet,
  type Group,
  neutralStreets,
  numberSuffixes,
  numbersAfter,
  numbersBefore,
  people,
  secondNames,
  streetsAfterNumbers,
} from "./address-names.ts";

/** The part of an address that a field holds. */
export type AddressPart = "person" | "street" | "other";

/** A reading of a column name. */
export interface Name {
  at: number;
  key: string;
  group: Group;
}

/** The penalty of a group compared with the shipping address. */
export const groupRank: Record<Group, number> = { shipping: 0, plain: 1000, billing: 2000 };

/** A column with its companions: last name with first name, house number with street. */
export function partsOf(
  one: Name | undefined,
  address: AddressPart | undefined,
  { readings, taken }: { readings: readonly Name[]; taken: ReadonlySet<number> },
): number[] {
  const free = ({ at }: Name) => !taken.has(at) || at === one?.at;
  const near = (names: readonly string[], group?: Group) =>
    readings.find((other) => names.includes(other.key) && free(other) && (!group || other.group === group))?.at;
  if (address === "person") return one && !isPartOfName(one, readings) ? [one.at] : nameParts(one, near);
  if (address !== "street" || !one) return one ? [one.at] : [];
  const isNumber = (names: readonly string[]) =>
    readings.find(
      (other) =>
        names.includes(other.key) &&
        !taken.has(other.at) &&
        (!besideStreet.has(other.key) || Math.abs(other.at - one.at) === 1),
    )?.at;
  const number = isNumber([...numbersBefore, ...numbersAfter]);
  if (number === undefined) return [one.at];
  const keyed = (names: readonly string[], at: number) =>
    readings.some((other) => other.at === at && names.includes(other.key));
  const leads = keyed(streetsAfterNumbers, one.at) || (keyed(neutralStreets, one.at) && keyed(numbersBefore, number));
  const suffix = readings.find(({ key, at }) => numberSuffixes.includes(key) && at !== one.at)?.at;
  const whole = suffix === undefined ? [number] : [number, suffix];
  return leads ? [...whole, one.at] : [one.at, ...whole];
}

/** Whether a column holds one part of a name, and the other part has a column. */
function isPartOfName(one: Name, readings: readonly Name[]): boolean {
  return people.some(([first, last]) => {
    const is = (names: readonly string[]) => readings.some(({ at, key }) => at === one.at && names.includes(key));
    const other = is(first) ? last : is(last) ? first : [];
    return readings.some(({ at, key }) => at !== one.at && other.includes(key));
  });
}

/** The first and last name columns of one address. */
function nameParts(
  one: Name | undefined,
  near: (names: readonly string[], group?: Group) => number | undefined,
): number[] {
  for (const group of one ? [one.group, undefined] : ([...Object.keys(groupRank)] as Group[])) {
    for (const [first, last] of people) {
      const pair = [near(first, group), near(last, group)].filter((at) => at !== undefined);
      const second = near(secondNames, group);
      if (pair.length === 2 && pair[0] !== pair[1]) return second === undefined ? pair : [...pair, second];
    }
  }
  return one ? [one.at] : [];
}
