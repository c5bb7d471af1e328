import "./no-circular-imports.ts";
