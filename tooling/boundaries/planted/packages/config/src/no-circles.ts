import "./circle.ts";
