/** The open apps of this process's tests. */
export const openApps = new Set<{ close(): Promise<void> }>();
