import "./other.ts";
