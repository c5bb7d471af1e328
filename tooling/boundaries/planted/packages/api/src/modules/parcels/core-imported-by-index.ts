import "../../core/request.ts";
