import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { openFile, receiveFile } from "../../platform/files/index.ts";
import { type Outcome, outcomeOf } from "../answers.ts";
import { sentKind } from "../any-file.ts";
import { problemsOf, tabPath } from "../isolation.ts";
import { type Procedure, procedures, proceduresInTenant } from "../procedures.ts";
import { idPaths, sample } from "../samples.ts";
import { type Ids, idFor, kindOf } from "../tenant-data.ts";
import type { World } from "../world.ts";
import type { Identity } from "./identities.ts";

// The calls of the attack, generated from the router: each procedure as each identity, with ids of the victim in each
// id field, and in the victim's name.

/** A world and the attackers' knowledge. */
export interface Arena {
  world: World;
  identities: readonly Identity[];
  /** A file that the victim's viewers may not read. */
  restrictedFile: string;
  /** Whether all forms and names are tried, not just the likeliest. */
  thorough: boolean;
}

/** One hostile call. */
export interface Attempt {
  /** A description. */
  what: string;
  /** @returns a description of the leak */
  run(): Promise<string[]>;
}

/** A target. */
export interface Target {
  name: string;
  /** All calls of an identity. */
  attempts(arena: Arena, identity: Identity): Attempt[];
}

/** Fields with ids that belong to no tenant. */
const ofNoTenant = ["queues.stop id", "installation.activity cursor", "account.activity cursor"];

/** The fields of a procedure with ids of tenant data. */
const fieldsOf = ({ name, schema }: Procedure) =>
  idPaths(schema).filter((path) => path !== tabPath && !ofNoTenant.includes(`${name} ${path}`));

/** The forms of an id. */
const forms: Record<string, (id: string) => unknown> = {
  "as it is": (id) => id,
  "in upper case": (id) => id.toUpperCase(),
  "in a list": (id) => [id],
  "in an object": (id) => ({ id, toString: id }),
};

/** An input with another value at a path. */
function withValue(input: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(input);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((part, key) => Reflect.get(part as object, key) as unknown, copy);
  if (typeof parent === "object" && parent !== null) Reflect.set(parent, last, value);
  return copy;
}

/** The references to the victim in a request. */
function victimNames({ world, thorough }: Arena): string[] {
  const { acme, globex } = world.made;
  const names = [globex.slug, globex.id];
  return thorough ? [...names, globex.id.toUpperCase(), `${acme.slug}, ${globex.id}`] : names;
}

/** The outcome of a call. Closes streams. */
async function outcome(call: Promise<unknown>): Promise<Outcome> {
  const ended = await outcomeOf(call);
  const { answer } = ended;
  if (typeof answer !== "object" || answer === null || !(Symbol.asyncIterator in answer)) return ended;
  await (answer as AsyncGenerator).return(undefined); // the result of a subscription
  return { ...ended, answer: null };
}

/** The problem of an outcome that should be a refusal. */
function notRefused(procedure: Procedure, { code, answer }: Outcome): string[] {
  const admitted = code === "ok" ? [`it is let in: ${JSON.stringify(answer)}`] : [];
  return [...admitted, ...problemsOf({ ...procedure, type: "query" }, { code, answer })];
}

/** The attack of an identity on a procedure. */
class Assault {
  readonly #arena: Arena;
  readonly #identity: Identity;
  readonly #procedure: Procedure;
  readonly #inTenant: boolean;
  readonly #may: boolean;

  constructor(arena: Arena, identity: Identity, procedure: Procedure) {
    this.#arena = arena;
    this.#identity = identity;
    this.#procedure = procedure;
    this.#inTenant = proceduresInTenant.includes(procedure);
    this.#may = identity.may(procedure);
  }

  attempts(): Attempt[] {
    const { type, access } = this.#procedure;
    // Operators may act on tenants.
    if (this.#may && type === "mutation" && access?.kind === "operator") return [];
    return [...this.#withForeignIds(), ...this.#inVictimsName()];
  }

  /** With ids of the victim, in the own tenant or in none. */
  #withForeignIds(): Attempt[] {
    const { world, thorough } = this.#arena;
    const { acme, globex } = world.made;
    if (this.#inTenant && this.#identity.home !== "acme") return [];
    const own = this.#inputOf(acme.ids);
    const give = (what: string, path: string, value: unknown) =>
      this.#attempt(`${what} at ${path}`, acme.slug, withValue(own, path, value), (ended) =>
        this.#may ? this.#problems(ended) : notRefused(this.#procedure, ended),
      );
    return fieldsOf(this.#procedure).flatMap((path) => {
      const fitting = idFor(globex.ids, path, this.#procedure.name);
      const others = thorough ? Object.entries(globex.ids) : [];
      return [
        ...Object.entries(forms).map(([form, given]) => give(`an id of the victim ${form}`, path, given(fitting))),
        ...others.map(([kind, id]) => give(`the victim's ${kind}`, path, id)),
      ];
    });
  }

  /** As a member of the victim. */
  #inVictimsName(): Attempt[] {
    const { world, thorough } = this.#arena;
    const ids = world.made.globex.ids;
    const { name, type } = this.#procedure;
    const theirs = this.#may && (this.#inTenant ? this.#identity.home === "globex" : type === "mutation");
    if (theirs) return [];
    const whole = this.#inputOf(ids);
    // Calls outside tenants return the caller's own data.
    const answered = this.#may && !this.#inTenant;
    const judge = (ended: Outcome) =>
      answered ? problemsOf({ ...this.#procedure, type: "" }, ended) : notRefused(this.#procedure, ended);
    return victimNames(this.#arena).flatMap((tenant) => [
      this.#attempt(`in the name of ${tenant}`, tenant, whole, judge),
      ...(thorough ? fieldsOf(this.#procedure) : []).map((path) =>
        this.#attempt(
          `in the name of ${tenant}, with a list at ${path}`,
          tenant,
          withValue(whole, path, [idFor(ids, path, name)]),
          judge,
        ),
      ),
    ]);
  }

  /** The problem of a response to an allowed call. */
  #problems(ended: Outcome): string[] {
    // Operators may find out which tenants exist.
    const finds = this.#procedure.access?.kind !== "operator";
    return problemsOf(finds ? this.#procedure : { ...this.#procedure, type: "" }, ended);
  }

  #inputOf(ids: Ids): unknown {
    return sample(this.#procedure.schema, (path) => idFor(ids, path, this.#procedure.name));
  }

  #attempt(what: string, tenant: string, input: unknown, judge: (ended: Outcome) => string[]): Attempt {
    const { name } = this.#procedure;
    const caller = this.#identity.callerOf(this.#procedure);
    return { what, run: async () => judge(await outcome(this.#arena.world.call(caller, name, input, tenant))) };
  }
}

/** An HTTP path as a procedure: it requires a permission as well. */
const address = (name: string, permission: "files.read" | "files.create"): Procedure => ({
  ...{ name, type: "query", schema: undefined },
  access: { kind: "tenant", permission },
});

/** The references by which an identity tries to get the victim's files. */
const entrances = (arena: Arena, { home }: Identity) => [...(home === "acme" ? [home] : []), ...victimNames(arena)];

const opening = address("GET /api/files/:id", "files.read");
const openFiles: Target = {
  name: opening.name,
  attempts(arena, identity) {
    const { world, restrictedFile } = arena;
    const { file = "" } = world.made.globex.ids;
    const own = identity.home === "globex";
    const open = async (tenant: string, ref: string) => {
      const request = await world.requestOf(identity.callerOf(opening), tenant);
      const { file: entry, content } = await openFile(request, ref);
      content.destroy();
      return entry;
    };
    const refs = (id: string) => [id, id.toUpperCase(), `../${world.made.globex.id}/${id}`, `{${id}}`];
    return entrances(arena, identity).flatMap((tenant) =>
      [restrictedFile, ...(own ? [] : [file])].flatMap(refs).map((ref) => ({
        what: `${ref} in ${tenant}`,
        run: async () => notRefused(opening, await outcome(open(tenant, ref))),
      })),
    );
  },
};

const sending = address("POST /api/files", "files.create");
const sendFiles: Target = {
  name: sending.name,
  attempts(arena, identity) {
    if (identity.home === "globex" && identity.may(sending)) return [];
    const kind = sentKind(arena.world.made.testApp.app.registry);
    return victimNames(arena).map((tenant) => ({
      what: `a file in the name of ${tenant}`,
      async run() {
        const body = Readable.toWeb(Readable.from(["sku\nA"])) as ReadableStream; // the same stream with other types
        const request = await arena.world.requestOf(identity.callerOf(sending), tenant);
        const file = { kind: kind.name, name: "rows.csv", contentType: "text/csv", body };
        return notRefused(sending, await outcome(receiveFile(request, file)));
      },
    }));
  },
};

/** All targets. */
export const targets: readonly Target[] = [
  ...procedures.map((procedure) => ({
    name: procedure.name,
    attempts: (arena: Arena, identity: Identity) => new Assault(arena, identity, procedure).attempts(),
  })),
  openFiles,
  sendFiles,
];

/** Procedures without a fitting input: correct `samples.ts` or `tenant-data.ts`. */
export function proceduresWithoutInput({ world }: Arena): string[] {
  const { ids } = world.made.globex;
  return procedures.flatMap((procedure) => {
    const { name, schema } = procedure;
    const input = sample(schema, (path) => idFor(ids, path, name));
    const problems = schema && !schema.safeParse(input).success ? [`${name} has no input that fits it`] : [];
    const unknown = fieldsOf(procedure).filter((path) => !ids[kindOf(path, name)]);
    return [...problems, ...unknown.map((path) => `${name} takes an id at ${path} of what no tenant was given`)];
  });
}
