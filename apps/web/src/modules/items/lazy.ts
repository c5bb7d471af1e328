"use client";

import { lazy } from "react";

export const LowItems = lazy(() => import("./low-items.tsx").then((file) => ({ default: file.LowItems })));
