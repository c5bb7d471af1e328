import { z } from "zod";

/** A business module, and whether the organisation has it on. */
export const businessModule = z.object({
  name: z.string(),
  needs: z.array(z.string()),
  neededBy: z.array(z.string()),
  on: z.boolean(),
});

/** The modules that were switched. */
export const switched = z.object({ switched: z.array(z.string()) });
