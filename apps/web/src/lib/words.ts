/** Names that people call otherwise. */
const called: Record<string, string> = {
  apiKey: "API key",
  apiKeys: "API keys",
  tenant: "Organisation",
  tenants: "Organisation",
};

/** A name of the code as people read it: `manageMembers` is "Manage members". */
export function words(name: string): string {
  const other = called[name];
  if (other) return other;
  const spaced = name.replace(/([A-Z])/g, " $1").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
