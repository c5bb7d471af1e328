import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { faultOf } from "./contract.ts";
import { fileTarget } from "./files.ts";
import { headerTarget } from "./headers.ts";
import { type Answer, curlOf, send } from "./http.ts";
import { type Installation, maxMegabytes, openInstallation } from "./installation.ts";
import { pageTarget } from "./pages.ts";
import { acceptable, procedureTargets } from "./procedures.ts";
import { protocolTargets } from "./protocol.ts";
import { makeFuzzTenant } from "./records.ts";
import { authTarget, signInTarget } from "./sign-in.ts";
import type { Call, Target } from "./target.ts";

/** Options of a run. */
export interface Options {
  /** Total number of inputs. */
  inputs: number;
  /** The seed determines the inputs. */
  seed: number;
  /** Part of the targets' names; empty for all targets. */
  only: string;
}

const allTargets: readonly Target[] = [
  ...procedureTargets,
  ...protocolTargets,
  ...[pageTarget, fileTarget, authTarget, signInTarget, headerTarget],
];

/** Number of concurrent targets: one uses the process while another waits for the database. */
const together = 3;

/** The result of one target. */
interface Outcome {
  target: Target;
  sent: number;
  accepted: number;
  slowest: number;
  failure: string | null;
}

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** A hash of a text. */
const hashOf = (text: string) => [...text].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, 7);

/** Sends inputs to one target in its own tenant. */
async function attack(
  installation: Installation,
  target: Target,
  runs: number,
  { seed, inputs }: Options,
): Promise<Outcome> {
  const fuzzTenant = await makeFuzzTenant(installation, `fuzz-${Math.abs(hashOf(target.name)).toString(36)}-${seed}`);
  const outcome: Outcome = { target, sent: 0, accepted: 0, slowest: 0, failure: null };
  const sendOne = async ({ wire }: Call): Promise<void> => {
    outcome.sent += 1;
    const answer: Answer = await send(installation.base, wire);
    outcome.slowest = Math.max(outcome.slowest, answer.ms);
    if (answer.status < 300) outcome.accepted += 1;
    const fault = faultOf(wire, answer) ?? target.faultOf?.(answer);
    if (fault) throw new Error(fault);
  };
  const own = seed ^ hashOf(target.name);
  const round = async (arbitrary: fc.Arbitrary<Call>, numRuns: number, from = own): Promise<void> => {
    const details = await fc.check(fc.asyncProperty(arbitrary, sendOne), { seed: from, numRuns });
    if (!details.failed || !details.counterexample) return;
    const [call] = details.counterexample;
    const reason = details.errorInstance instanceof Error ? details.errorInstance.message : "";
    const again = `npm run fuzz -- --seed ${seed} --inputs ${inputs} --only '${target.name}'`;
    outcome.failure = `${target.name}, as ${call.caller}: ${reason}\n${curlOf(installation.base, call.wire)}\nAgain: ${again}`;
  };
  for (const arbitrary of target.samples?.(fuzzTenant) ?? []) if (!outcome.failure) await round(arbitrary, 1);
  if (!outcome.failure) await round(target.calls(fuzzTenant), runs);
  // A few random inputs may all be refused, so such a target gets more.
  for (let more = 1; more <= moreRounds && mayAccept(target) && outcome.accepted === 0 && !outcome.failure; more += 1) {
    await round(target.calls(fuzzTenant), runs, own + more);
  }
  return outcome;
}

/** The number of retries with new inputs for a target that has accepted none. */
const moreRounds = 10;

const mayAccept = ({ name }: Target) => acceptable.some((procedure) => name === `procedure ${procedure}`);

/** The number of inputs of each target. */
function shares(targets: readonly Target[], inputs: number): Map<Target, number> {
  const whole = targets.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(targets.map((target) => [target, Math.max(1, Math.round((inputs * target.weight) / whole))]));
}

/** Problems of the process and of accepted and refused inputs. */
async function aftermath(installation: Installation, outcomes: readonly Outcome[], whole: boolean): Promise<string[]> {
  const memory = await installation.memory();
  const complaints = installation.complaints();
  const accepted = new Map(outcomes.map(({ target, accepted: count }) => [target.name, count]));
  const never = acceptable.filter((name) => accepted.get(`procedure ${name}`) === 0);
  const slowest = outcomes.reduce((most, one) => (one.slowest > most.slowest ? one : most));
  say(`Slowest answer: ${Math.round(slowest.slowest)} ms (${slowest.target.name}). Memory: ${Math.round(memory)} MB.`);
  return [
    ...(memory < maxMegabytes ? [] : [`The web process holds ${Math.round(memory)} MB.`]),
    ...(complaints.length === 0
      ? []
      : [`The web process complains, ${complaints.length} times:\n${complaints.slice(0, 5).join("\n")}`]),
    ...(never.length === 0 || !whole ? [] : [`Nothing that was made up was accepted by ${never.join(", ")}.`]),
  ];
}

/**
 * Sends inputs to all targets of the production build over HTTP, with a real Postgres. Reports answers of 500 or more, missing
 * answers, refusals in another format, growth of the process, and errors in its log.
 *
 * @returns the number of problems.
 */
export async function fuzz(options: Options): Promise<number> {
  const targets = allTargets.filter(({ name }) => name.includes(options.only));
  say(`Fuzzing ${targets.length} targets with ${options.inputs} inputs. Seed: ${options.seed}.`);
  const installation = await openInstallation();
  try {
    const waiting = shares(targets, options.inputs).entries();
    const outcomes: Outcome[] = [];
    await Promise.all(
      Array.from({ length: together }, async () => {
        for (const [target, runs] of waiting) outcomes.push(await attack(installation, target, runs, options));
      }),
    );
    const wrong = [
      ...outcomes.flatMap(({ failure }) => failure ?? []),
      ...(await aftermath(installation, outcomes, options.only === "")),
    ];
    const sum = (pick: "sent" | "accepted") => outcomes.reduce((total, one) => total + one[pick], 0);
    for (const one of wrong) say(`\n✖ ${one}`);
    say(`\n${sum("sent")} inputs sent, ${sum("accepted")} accepted, ${wrong.length} things wrong.`);
    const { REPORT } = process.env;
    const report = { inputs: options.inputs, sent: sum("sent"), wrong: wrong.length };
    if (REPORT) writeFileSync(REPORT, JSON.stringify(report));
    return wrong.length;
  } finally {
    await installation.close();
  }
}
