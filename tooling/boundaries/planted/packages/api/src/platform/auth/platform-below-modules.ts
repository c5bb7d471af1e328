import "../../modules/items/service.ts";
