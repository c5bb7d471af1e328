import "./no-circles.ts";
