import { createTestDatabase, postgres, type TestCluster } from "@waybill/db/testing";
import { TestApp, type TestMember, type TestTenant, type TestUser } from "../../testing.ts";
import { type Outcome, outcomeOf } from "../answers.ts";

/** A tenant with its people, for a race. */
export interface Course extends TestTenant {
  members: Record<"owner" | "admin", TestMember>;
}

/** The arena of races: two processes on one database, so that no process memory separates calls. */
export class Racetrack {
  readonly one: TestApp;
  readonly other: TestApp;
  /** The tenant that races share. */
  readonly course: Course;
  readonly #owner: ReturnType<typeof postgres>;
  #count = 0;

  private constructor(one: TestApp, other: TestApp, course: Course) {
    this.one = one;
    this.other = other;
    this.course = course;
    this.#owner = postgres(one.urls.ownerUrl, { max: 1, onnotice: () => {} });
  }

  static async open(cluster?: TestCluster): Promise<Racetrack> {
    const env = { JOBS_MODE: "queue", FILES_PER_TENANT: "2" };
    const own = cluster ? { database: await createTestDatabase({ cluster }) } : {};
    const one = await TestApp.start(env, {}, own);
    return new Racetrack(one, one.withSettings(env), await one.tenant("race", "owner", "admin"));
  }

  /** An unused word. */
  unique(word: string): string {
    this.#count += 1;
    return `${word}-${this.#count}`;
  }

  /** A separate tenant. */
  tenant(): Promise<Course> {
    return this.one.tenant(this.unique("course"), "owner", "admin");
  }

  /** A new member. */
  async member(role: "owner" | "admin" | "dispatcher" | "viewer", { id } = this.course): Promise<TestUser> {
    const user = await this.one.user(this.unique("Racer"));
    await this.one.join(id, user, role);
    return user;
  }

  /** Calls procedures as a user, through one of the two processes. */
  as(user: TestUser, process: TestApp = this.one, tenant = this.course.slug) {
    return process.as(user, tenant);
  }

  /** Runs something as the owner of the database, who bypasses policies. */
  async sql(statement: string): Promise<Record<string, unknown>[]> {
    return this.#owner.unsafe(statement);
  }

  /** The number of rows of a condition. @param from the text after `from` */
  async count(from: string): Promise<number> {
    const [row] = await this.sql(`select count(*)::int as rows from ${from}`);
    return Number(row?.rows);
  }

  async close(): Promise<void> {
    await Promise.all([this.#owner.end(), this.one.close(), this.other.close()]);
  }
}

/** Two concurrent calls. */
export interface Heat {
  calls: readonly [() => Promise<unknown>, () => Promise<unknown>];
  /** The problem of their outcomes; nothing if they could have run one after the other. */
  judge(first: Outcome, second: Outcome): Promise<string[]> | string[];
}

/** Concurrent calls that must not bypass a rule. */
export interface Race {
  name: string;
  /** Creates the data of a round. */
  heat(track: Racetrack): Promise<Heat>;
}

/** Returns the violated invariant. */
export const violationsOf = (rules: Record<string, boolean>): string[] =>
  Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [`not so: ${rule}`]));

/** Whether a call succeeded. */
export const ok = ({ code }: Outcome): boolean => code === "ok";

/** The rule that one of two calls succeeded. */
export const oneOf = (first: Outcome, second: Outcome) => ({ "one of them is done": ok(first) !== ok(second) });

/** The tools for races of a module. */
export const raceTools = { ok, oneOf, violationsOf };
export type RaceTools = typeof raceTools;

const isRefusal = ({ code }: Outcome) => !["INTERNAL_SERVER_ERROR", "undefined", "SERVICE_UNAVAILABLE"].includes(code);

/** Runs a race. @returns the problems */
export async function run({ heat }: Race, track: Racetrack, rounds: number): Promise<string[]> {
  const problems: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const { calls, judge } = await heat(track);
    // Alternates the order.
    const inOrder = round % 2 ? calls : ([calls[1], calls[0]] as const);
    const [one, other] = await Promise.all([outcomeOf(inOrder[0]()), outcomeOf(inOrder[1]())]);
    const [first, second] = round % 2 ? [one, other] : [other, one];
    const ends = `${first.code} and ${second.code}`;
    const broken = [first, second].every(isRefusal) ? [] : ["one of them breaks"];
    problems.push(
      ...[...broken, ...(await judge(first, second))].map((problem) => `round ${round}, ${ends}: ${problem}`),
    );
  }
  return problems;
}
