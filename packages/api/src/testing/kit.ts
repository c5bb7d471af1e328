import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Clients } from "../core/context.ts";
import { createContext } from "../core/procedures/request.ts";
import { receiveFile } from "../platform/files/index.ts";
import type { TestApp, TestMember, TestTenant } from "../testing.ts";
import type { Race, RaceTools } from "./attack/race.ts";
import type { Check, CheckTools } from "./isolation.ts";

let counter = 0;

/** Creates the data of a module's tests in one tenant, as its owner. */
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

  /** A unique word. */
  unique(word: string): string {
    counter += 1;
    return `${word}-${counter}`;
  }

  /** Uploads a file with a header and a row. @param kind such as `items.import` */
  async csv(kind: string, header: string, row: string): Promise<{ fileId: string }> {
    const headers = new Headers({ "x-tenant-id": this.tenant.slug });
    const request = await createContext(this.testApp.app, headers, this.#sessionId);
    const body = Readable.toWeb(Readable.from([header, "\n", row])) as ReadableStream;
    return { fileId: (await receiveFile(request, { kind, name: "rows.csv", contentType: "text/csv", body })).id };
  }
}

/** The input of a procedure with only an id. */
export const one = async (made: Promise<{ id: string }>): Promise<{ id: string }> => ({ id: (await made).id });

/** The ids of a tenant's data by entity: `item`, `parcel`, `user`. */
export type Ids = Record<string, string>;

/** The `testing` export of a module's `testing.ts`. */
export interface ModuleTesting {
  /**
   * Creates a row in every table of the module.
   *
   * @param word part of all names.
   * @param ids of the modules that it needs.
   * @returns the ids of its own data.
   */
  createRows(kit: Kit, word: string, ids: Ids): Promise<Ids>;
  /** The entities of id fields that are not part of the field name. */
  kinds?: Readonly<Record<string, string>>;
  /** A valid input for each of its procedures, by name. Each call creates the data it needs. */
  inputs(kit: Kit): Record<string, () => unknown>;
  /**
   * For each of its tables, an assignment that fills all columns of a tenant's rows: the text between `update` and
   * `where`.
   */
  fill?(ids: Ids): string[];
  /** Output values that need another module, by procedure and module. */
  broughtBy?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Why the statements of some procedures are not counted. */
  uncounted?: Readonly<Record<string, string>>;
  /** Doubles of external systems. */
  clients?: Partial<Clients>;
  /** Checks for leaks, in addition to the generated ones. */
  checks?(tools: CheckTools): readonly Check[];
  /** Concurrent calls that must not bypass a rule. */
  races?(tools: RaceTools): readonly Race[];
}

/** Defines the test data of a module. */
export const defineTesting = (testing: ModuleTesting): ModuleTesting => testing;
