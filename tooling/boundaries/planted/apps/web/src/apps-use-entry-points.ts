import "../../../packages/api/src/modules/items/service.ts";
