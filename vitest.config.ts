import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects whose tests mostly wait for other processes. */
const waiting = new Set(["@waybill/worker"]);

/** Starts waiting projects first, so that other files run meanwhile. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ project }: TestSpecification) => waiting.has(project.name);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  test: {
    projects: [
      "apps/*",
      "apps/web/vitest.browser.config.ts",
      "packages/*",
      "packages/api/vitest.alone.config.ts",
      "packages/api/vitest.plain.config.ts",
      "tooling",
    ],
    sequence: { sequencer: WaitingFirst },
  },
});
