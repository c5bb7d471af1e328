import { execFileSync } from "node:child_process";

/** Subjects without information about the change. */
const empty =
  /^(?:fix(?:es|ed)?|wip|update[sd]?|changes?|misc|cleanup|refactor(?:ing)?|tests?|more|stuff)\b[\s\w]{0,9}$/i;

/** The problems of a commit's subject. See CONTRIBUTING.md. */
export function wrongSubject(subject: string): string[] {
  if (/^(?:Merge|Revert) /.test(subject)) return [];
  return [
    ...(subject.length < 10 || subject.length > 120 ? ["has 10 to 120 characters"] : []),
    ...(/^[\p{Lu}\p{N}`"]/u.test(subject) ? [] : ["begins with a capital letter"]),
    ...(/[.!]$/.test(subject) ? ["ends without a mark"] : []),
    ...(/^[a-z]+(?:\([^)]*\))?!?: /.test(subject) ? ["names the thing, not a type of change"] : []),
    ...(empty.test(subject) ? ["names the thing that changes"] : []),
  ];
}

/** `node tooling/documents/commits.ts BASE..HEAD`: checks the subjects of these commits. */
function main(range: string): number {
  const subjects = execFileSync("git", ["log", "--no-merges", "--format=%s", range], { encoding: "utf8" });
  const wrong = subjects
    .split("\n")
    .filter(Boolean)
    .flatMap((subject) => wrongSubject(subject).map((rule) => `✖ "${subject}": a subject ${rule}`));
  process.stdout.write(wrong.map((line) => `${line}\n`).join(""));
  return wrong.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exit(main(process.argv[2] ?? "HEAD~1..HEAD"));
