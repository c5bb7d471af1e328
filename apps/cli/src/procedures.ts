import { z } from "zod";
import { api, inputs } from "./api.ts";
import { UsageError } from "./failure.ts";
import type { Session } from "./session.ts";

type Call = Awaited<ReturnType<Session["person"]>>["call"];

const started = z.object({ jobId: z.string() });

/** @throws {UsageError} if no module's router has that import or export */
export async function requireSubject(subject: string, action: "import" | "export"): Promise<void> {
  const { definitions } = await api();
  if (definitions.has(`${subject}.${action}`)) return;
  const known = [...definitions.keys()].flatMap((path) =>
    path.endsWith(`.${action}`) ? [path.slice(0, -action.length - 1)] : [],
  );
  throw new UsageError(`There is no ${action} of ${subject}. Available: ${known.join(", ")}.`);
}

const form = z.object({
  get properties() {
    return z.record(z.string(), form).optional();
  },
});

/** The unknown fields of a value, with the known ones: a procedure ignores unknown fields. */
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

/** Parameters of an export that have options of their own. */
const notFilter = new Set(["format"]);

/** @throws {UsageError} for an unknown filter, with the known ones */
export async function requireFilter(subject: string, filter: Record<string, unknown>): Promise<void> {
  const { procedures } = await inputs();
  const input = procedures.find(({ name }) => name === `${subject}.export`)?.input;
  const { properties = {} } = form.parse(input ? z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) : {});
  const own = Object.fromEntries(Object.entries(properties).filter(([key]) => !notFilter.has(key)));
  const wrong = unknownIn(filter, { properties: own }, []);
  if (wrong.length === 0) return;
  const names = wrong.map(([name]) => name).join(", ");
  throw new UsageError(
    `${subject} have no filter ${names}. Available: ${[...new Set(wrong.flatMap(([, known]) => known))].join(", ")}.`,
  );
}

/** Calls a procedure that starts a job. @returns the job's id */
export async function startJob(
  call: Call,
  subject: string,
  action: "import" | "export",
  input: unknown,
): Promise<string> {
  const router: object = Reflect.get(call, subject);
  return started.parse(await Reflect.get(router, action)(input)).jobId;
}
