// Validation with Zod and its messages, loaded on demand (resolver.ts). `sideEffects` of package.json names this file.

import "@waybill/validators/issues";

export { zodResolver } from "@hookform/resolvers/zod";
