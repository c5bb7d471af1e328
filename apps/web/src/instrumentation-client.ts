// Zod's own settings, before any page loads it: it would otherwise try `eval`, which the policy of the pages forbids and
// reports. An import of Zod would add it to every page.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
