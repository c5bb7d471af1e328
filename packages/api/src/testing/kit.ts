import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Clients } from "../core/context.ts";
import { createContext } from "../core/request.ts";
import { receiveFile } from "../platform/files/index.ts";
import type { TestApp, TestMember, TestTenant } from "../testing.ts";
import type { Race, RaceTools } from "./attack/race.ts";
import type { Check, CheckTools } from "./isolation.ts";

let counter = 0;

/** What a module's tests make its things with, in one tenant, by its owner. */
export class Kit {
  readonly testApp: TestApp;
  readonly tenant: TestTenant;
  readonly call: TestMember["call"];
  readonly #sessionId: string;

  constructor(testApp: TestApp, tenant: TestTenant, { call, sessionId }: TestMember) {
    this.testApp = testApp;
    this.tenant = tenant;
    this.call = call;
    this.#sessionId = sessionId;
  }

  /** A word that nothing else has. */
  fresh(word: string): string {
    counter += 1;
    return `${word}-${counter}`;
  }

  /** Uploads a file with a header and a row. @param kind what it is for, like `items.import` */
  async csv(kind: string, header: string, row: string): Promise<{ fileId: string }> {
    const headers = new Headers({ "x-tenant-id": this.tenant.slug });
    const request = await createContext(this.testApp.app, headers, this.#sessionId);
    const body = Readable.toWeb(Readable.from([header, "\n", row])) as ReadableStream;
    return { fileId: (await receiveFile(request, { kind, name: "rows.csv", contentType: "text/csv", body })).id };
  }
}

/** The input of what takes an id alone. */
export const one = async (made: Promise<{ id: string }>): Promise<{ id: string }> => ({ id: (await made).id });

/** Ids of a tenant's things, by what they are ids of: `item`, `parcel`, `user`. */
export type Ids = Record<string, string>;

/** What a module's `testing.ts` exports as `testing`. */
export interface ModuleTesting {
  /**
   * Gives a tenant one of each of its things, in every table that it has.
   *
   * @param word stands in the names of it all.
   * @param ids of what the modules that it needs have given.
   * @returns the ids of its own.
   */
  furnish(kit: Kit, word: string, ids: Ids): Promise<Ids>;
  /** Which kind of id a field of its inputs takes whose name does not say it. */
  kinds?: Readonly<Record<string, string>>;
  /** For each of its procedures an input that fits, by its name. Each call of one makes what it needs. */
  inputs(kit: Kit): Record<string, () => unknown>;
  /** Of its tables what has a row say all that it can: each stands between `update` and `where`, for the rows of a tenant. */
  fill?(ids: Ids): string[];
  /** Values of its answers, by procedures, that are there by the work of another module, by that module's name. */
  broughtBy?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Why statements of some of its procedures are not counted. */
  uncounted?: Readonly<Record<string, string>>;
  /** Stands for the systems outside that it asks. */
  clients?: Partial<Clients>;
  /** What shows a leak between tenants, beside what is generated from its procedures. */
  checks?(tools: CheckTools): readonly Check[];
  /** Calls of its procedures that must not get around a rule by being sent at the same moment. */
  races?(tools: RaceTools): readonly Race[];
}

/** Declares what tests need of a module. */
export const defineTesting = (testing: ModuleTesting): ModuleTesting => testing;
