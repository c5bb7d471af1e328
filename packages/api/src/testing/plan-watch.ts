import { postgres } from "@waybill/db/testing";
import { z } from "zod";
import type { TestApp } from "../testing.ts";
import { PostgresProxy } from "./postgres-proxy.ts";

/** A node of a query plan. */
interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string | undefined;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number | undefined;
  "Rows Removed by Index Recheck"?: number | undefined;
  Plans?: PlanNode[] | undefined;
}

const planNode: z.ZodType<PlanNode> = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number(),
  "Actual Loops": z.number(),
  "Rows Removed by Filter": z.number().optional(),
  "Rows Removed by Index Recheck": z.number().optional(),
  get Plans() {
    return z.array(planNode).optional();
  },
});

const blocks = { "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() };
const explained = z.object({ "Query Text": z.string(), Plan: z.intersection(planNode, z.looseObject(blocks)) });

/** The reads of statements. */
export interface Reading {
  /** Rows of tables, including filtered ones. */
  rows: number;
  /** Blocks of 8 KB. */
  blocks: number;
  /** The statements with their reads. */
  statements: { text: string; rows: number; plan: unknown }[];
}

/** The app whose statements are read: of any product. */
type WatchedApp = Pick<TestApp, "app" | "urls" | "reconnect">;

/** The maximum connections of a procedure. */
const connections = 4;

/** The rows read by the scans of a plan. */
function rowsRead(node: PlanNode): number {
  const inner = (node.Plans ?? []).reduce((sum, plan) => sum + rowsRead(plan), 0);
  if (!node["Relation Name"]) return inner;
  const each =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return inner + Math.round(each * node["Actual Loops"]);
}

/**
 * Logs the plan and reads of every statement of an app, as the application's role. Not on Citus, whose nodes keep their plans
 * to themselves: there it sees no statement.
 */
export class PlanWatch {
  readonly #wire: PostgresProxy;
  readonly #testApp: WatchedApp;

  private constructor(wire: PostgresProxy, testApp: WatchedApp) {
    this.#wire = wire;
    this.#testApp = testApp;
  }

  /** Starts watching with new connections of the app. */
  static async open(testApp: WatchedApp): Promise<PlanWatch> {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const settings = {
      session_preload_libraries: "auto_explain",
      "auto_explain.log_min_duration": "0",
      "auto_explain.log_analyze": "on",
      "auto_explain.log_buffers": "on",
      "auto_explain.log_timing": "off",
      "auto_explain.log_nested_statements": "on",
      "auto_explain.log_format": "json",
      // For the sender of the statement.
      "auto_explain.log_level": "notice",
    };
    for (const [name, value] of testApp.urls.cluster.citus ? [] : Object.entries(settings)) {
      await owner.unsafe(`alter database "${testApp.urls.name}" set ${name} = '${value}'`);
    }
    await owner.end();
    const wire = await PostgresProxy.open(testApp.urls.applicationUrl);
    await testApp.reconnect({ url: wire.url, connections });
    return new PlanWatch(wire, testApp);
  }

  /** The reads of `work`. */
  async of(work: () => Promise<unknown>): Promise<Reading> {
    await this.#awaitTransactions();
    this.#wire.takeNotices();
    await work();
    await this.#awaitTransactions();
    const found = this.#wire
      .takeNotices()
      .flatMap((notice) => {
        const from = notice.indexOf("{");
        return notice.includes("plan:") && from >= 0 ? [explained.parse(JSON.parse(notice.slice(from)))] : [];
      })
      .map(({ "Query Text": text, Plan }) => ({
        text,
        rows: rowsRead(Plan),
        blocks: Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"],
        plan: Plan,
      }));
    return {
      rows: found.reduce((sum, { rows }) => sum + rows, 0),
      blocks: found.reduce((sum, one) => sum + one.blocks, 0),
      statements: found,
    };
  }

  /** Waits until all transactions have ended, when plans are logged: holds all connections at once. */
  async #awaitTransactions(): Promise<void> {
    const all = Promise.withResolvers<void>();
    let held = 0;
    const hold = () => {
      held += 1;
      if (held === connections) all.resolve();
      return all.promise;
    };
    const { database } = this.#testApp.app;
    await Promise.all(Array.from({ length: connections }, () => database.transaction({ readOnly: true }, hold)));
  }

  /** Closes all connections. */
  close(): void {
    this.#wire.close();
  }
}
