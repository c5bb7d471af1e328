import "../platform/auth/service.ts";
