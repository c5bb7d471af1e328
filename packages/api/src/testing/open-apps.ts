/** The apps of this process's tests that are not closed. */
export const openApps = new Set<{ close(): Promise<void> }>();
