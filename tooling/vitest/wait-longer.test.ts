import { expect, test, vi } from "vitest";

test("a wait lasts longer than Vitest's second, unless it has a timeout of its own", async () => {
  const start = performance.now();
  await vi.waitFor(() => expect(performance.now() - start).toBeGreaterThan(1200));
  await expect(vi.waitFor(() => expect(1).toBe(2), 20)).rejects.toThrow("expected 1 to be 2");
  await expect(vi.waitFor(() => expect(1).toBe(2), { timeout: 20 })).rejects.toThrow("expected 1 to be 2");
});
