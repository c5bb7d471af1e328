import { z } from "zod";

// Otherwise the library tests whether `eval` is allowed, which the pages' policy forbids and reports.
z.config({ jitless: true });
