import type { z } from "zod";

/**
 * The problem of a setting, as words that follow its name; a schema's own message wins. Passed to the parser, because other
 * packages set Zod's messages for forms.
 */
export function settingWords(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_value":
      return `give one of ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return ["number", "int"].includes(issue.expected) ? "give a whole number" : "has an invalid format";
    case "too_small":
    case "too_big":
      return sizeWords(issue);
    case "invalid_format":
      if (issue.format === "url") return "give a URL, such as https://service.example.com";
      return issue.format === "email" ? "give an email address, such as name@example.com" : "has an invalid format";
    default:
      return "has an invalid format";
  }
}

function sizeWords(issue: z.core.$ZodRawIssue & { code: "too_small" | "too_big" }): string {
  const [limit, bound] = issue.code === "too_small" ? [issue.minimum, "at least"] : [issue.maximum, "at most"];
  if (issue.origin === "string") return `give ${bound} ${limit} ${Number(limit) === 1 ? "character" : "characters"}`;
  const strict = issue.inclusive === false;
  if (strict) return `give a whole number ${issue.code === "too_small" ? "above" : "below"} ${limit}`;
  return `give a whole number of ${bound} ${limit}`;
}
