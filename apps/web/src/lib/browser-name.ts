/** A browser's name out of what it says of itself: "Chrome on Linux". */
export function browserName(userAgent: string | null): string {
  const text = userAgent ?? "";
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(text)?.[1] ?? "A browser";
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(text)?.[1];
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  return [names[browser] ?? browser, system && `on ${names[system] ?? system}`].filter(Boolean).join(" ");
}
