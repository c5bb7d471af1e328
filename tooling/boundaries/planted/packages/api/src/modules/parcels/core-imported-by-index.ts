import "../../core/procedures/request.ts";
