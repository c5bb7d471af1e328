/** The answers of a story's server, by the path of the procedure: `tenants.current`. */
export type Answers = Record<string, unknown>;

let answers: Answers = {};

/** Sets the answers of the story's server. Other procedures answer null. */
export function answerWith(next: Answers): void {
  answers = next;
}

const real = globalThis.fetch;

globalThis.fetch = async (address, options) => {
  const url = address instanceof Request ? address.url : String(address);
  const [, paths] = /\/api\/trpc\/([\w.,]+)/.exec(url) ?? [];
  if (!paths) return real(address, options);
  const all = paths.split(",").map((path) => ({ result: { data: answers[path] ?? null } }));
  return Response.json(all);
};
