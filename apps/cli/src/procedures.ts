import { z } from "zod";
import { api, inputs } from "./api.ts";
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
  throw new Misunderstood(`There is no ${deed} of ${subject}. Available: ${known.join(", ")}.`);
}

const form = z.object({
  get properties() {
    return z.record(z.string(), form).optional();
  },
});

/** What of a value a form does not know, with what it knows there instead: a procedure leaves out what it does not know. */
function unknownIn(
  value: unknown,
  { properties }: z.output<typeof form>,
  path: string[],
): [unknown: string, known: string[]][] {
  if (!properties || typeof value !== "object" || value === null) return [];
  const known = Object.keys(properties);
  return Object.entries(value).flatMap(([key, inner]): [string, string[]][] => {
    const own = properties[key];
    return own ? unknownIn(inner, own, [...path, key]) : [[[...path, key].join("."), known]];
  });
}

/** The parameters of an export beside its filter: options of their own say them. */
const notFilter = new Set(["format"]);

/** @throws {Misunderstood} for a filter that a subject's list does not have, with those that it has */
export async function requireFilter(subject: string, filter: Record<string, unknown>): Promise<void> {
  const { procedures } = await inputs();
  const input = procedures.find(({ name }) => name === `${subject}.export`)?.input;
  const { properties = {} } = form.parse(input ? z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) : {});
  const own = Object.fromEntries(Object.entries(properties).filter(([key]) => !notFilter.has(key)));
  const wrong = unknownIn(filter, { properties: own }, []);
  if (wrong.length === 0) return;
  const names = wrong.map(([name]) => name).join(", ");
  throw new Misunderstood(
    `${subject} have no filter ${names}. Available: ${[...new Set(wrong.flatMap(([, known]) => known))].join(", ")}.`,
  );
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
