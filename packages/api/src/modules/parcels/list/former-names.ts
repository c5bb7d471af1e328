/** Former names of filters: in saved views, and in exports that an earlier version queued. */
export const formerFilterNames: Readonly<Record<string, string>> = { notMovedFor: "noProgressFor" };

/** A saved filter with the names that are used now. */
export const withCurrentNames = (saved: unknown): unknown =>
  typeof saved === "object" && saved !== null
    ? Object.fromEntries(Object.entries(saved).map(([name, value]) => [formerFilterNames[name] ?? name, value]))
    : saved;
