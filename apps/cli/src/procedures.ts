import { definitions } from "@waybill/api";
import { z } from "zod";
import type { Session } from "./session.ts";

type Call = Awaited<ReturnType<Session["person"]>>["call"];

const begun = z.object({ jobId: z.string() });

/** What can be imported, or exported: the modules whose routers have that procedure. */
export const subjectsOf = (deed: "import" | "export"): string[] =>
  [...definitions.keys()].flatMap((path) => (path.endsWith(`.${deed}`) ? [path.slice(0, -deed.length - 1)] : []));

/** Calls a subject's procedure that begins a job. @returns the job's id */
export async function beginJob(
  call: Call,
  subject: string,
  deed: "import" | "export",
  input: unknown,
): Promise<string> {
  const router: object = Reflect.get(call, subject);
  return begun.parse(await Reflect.get(router, deed)(input)).jobId;
}
