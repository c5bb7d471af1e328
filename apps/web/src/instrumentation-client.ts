import { z } from "zod";

// The library otherwise tries whether text can be evaluated as code, which the pages' policy forbids and reports.
z.config({ jitless: true });
