import { z } from "zod";
import { api } from "./api.ts";
import { Misunderstood } from "./failure.ts";
import type { Session } from "./session.ts";

type Call = Awaited<ReturnType<Session["person"]>>["call"];

const begun = z.object({ jobId: z.string() });

/** @throws {Misunderstood} for what cannot be imported, or exported: no module's router has that procedure */
export async function requireSubject(subject: string, deed: "import" | "export"): Promise<void> {
  const { definitions } = await api();
  if (definitions.has(`${subject}.${deed}`)) return;
  const known = [...definitions.keys()].flatMap((path) =>
    path.endsWith(`.${deed}`) ? [path.slice(0, -deed.length - 1)] : [],
  );
  throw new Misunderstood(`There is no ${deed} of ${subject}. There are: ${known.join(", ")}.`);
}

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
