import * as api from "@waybill/api";

// Read by Node before the pages' server begins: see api.ts.
globalThis.waybillApi = api;
