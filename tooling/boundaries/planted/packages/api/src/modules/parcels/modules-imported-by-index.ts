import "../items/service.ts";
