import * as api from "@waybill/api";

// Loaded by Node before Next.js starts: see api.ts.
globalThis.waybillApi = api;
